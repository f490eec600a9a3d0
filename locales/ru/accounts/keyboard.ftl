keyboard-title = Клавиши
keyboard-lead = Свои клавиши, сохраняются в учётной записи. Ctrl+K, Ctrl+Enter, Esc и стрелки остаются как есть.
keyboard-hint = Одна буква, цифра или знак либо две клавиши, нажатые одна за другой; заглавная буква — вместе с Shift. Пустое поле — без клавиши.
keyboard-submit = Сохранить
keyboard-saved = Клавиши сохранены.
keyboard-all = Все клавиши
keyboard-standard = Стандартные клавиши
keyboard-standard-shown = Это стандартные клавиши. Сохраните, чтобы пользоваться ими.
keyboard-standard-leave = Вернуться к своим
keyboard-off = Команды одной клавишей сейчас выключены.
keyboard-switch-on = Включить
keyboard-too-many = Одна клавиша или две, одна за другой.
keyboard-only-one = Здесь работает только одна клавиша.
keyboard-no-key = Используйте буквы, цифры и знаки / ? [ ] . , ; ' - =
keyboard-taken = Эта клавиша уже занята: { $other }
keyboard-begins = До одного из двух действий не добраться — с этой клавиши начинается и другое: { $other }
