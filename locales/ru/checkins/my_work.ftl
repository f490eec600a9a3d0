my-work-morning = Доброе утро, { $name }
my-work-afternoon = Добрый день, { $name }
my-work-evening = Добрый вечер, { $name }
my-work-date = { $weekday }, { $day }
weekday-1 = Понедельник
weekday-2 = Вторник
weekday-3 = Среда
weekday-4 = Четверг
weekday-5 = Пятница
weekday-6 = Суббота
weekday-7 = Воскресенье
my-work-week = { $n }-я неделя из { $count }
my-work-left = { $n ->
    [0] последний день
    [one] остался { $n } день
    [few] осталось { $n } дня
    [many] осталось { $n } дней
   *[other] осталось { $n } дня
}
my-work-check-in = Пройти чек-ин: { $n }
my-work-now = Сейчас
my-work-todo-check-in = Чек-ин: { $n ->
    [one] { $n } ключевой результат
    [few] { $n } ключевых результата
    [many] { $n } ключевых результатов
   *[other] { $n } ключевого результата
}
my-work-todo-minute = Всё на одном экране, около минуты
my-work-todo-go = Пройти чек-ин
my-work-due-today = срок сегодня
my-work-days-late = опоздание { $n ->
    [one] { $n } день
    [few] { $n } дня
    [many] { $n } дней
   *[other] { $n } дня
}
my-work-nothing = Ничего срочного. Можно выдохнуть.
my-work-mine = Мои цели
my-work-objectives = { $n ->
    [one] { $n } цель
    [few] { $n } цели
    [many] { $n } целей
   *[other] { $n } цели
}
my-work-key-results = { $n ->
    [one] { $n } ключевой результат
    [few] { $n } ключевых результата
    [many] { $n } ключевых результатов
   *[other] { $n } ключевого результата
}
my-work-all-mine = Все мои
my-work-draft = черновик
my-work-no-period = Периодов пока нет
my-work-empty = У вас пока нет целей: { $period }
my-work-empty-why = Опишите, что изменится к концу периода, и добавьте от двух до четырёх ключевых результатов, по которым это будет видно.
my-work-empty-why-import = Начните с одной цели или загрузите те, что ведёте в таблице.
my-work-new = Новая цель
my-work-import = Импорт из таблицы
my-work-team = Моя команда
my-work-team-count = чек-ин прошли { $n } из { $total }
my-work-checked-in = Готово
my-work-mate-due = { $n ->
    [one] { $n } ждёт обновления
    [few] { $n } ждут обновления
    [many] { $n } ждут обновления
   *[other] { $n } ждут обновления
}
my-work-mate-updated = за неделю обновлено: { $n }
my-work-mate-nothing-due = обновлять нечего
my-work-mate-none = нет ключевых результатов
my-work-mate-last = последний раз { $day }
