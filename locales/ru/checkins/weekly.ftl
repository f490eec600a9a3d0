check-in-title = Чек-ин
check-in-week = Неделя { $n }, { $first } – { $last }
check-in-due = { $n ->
    [one] { $n } ключевой результат ждёт обновления
    [few] { $n } ключевых результата ждут обновления
    [many] { $n } ключевых результатов ждут обновления
   *[other] { $n } ключевого результата ждут обновления
}
check-in-this-week = Эта неделя
check-in-last-week = Прошлая неделя
check-in-week-before = Неделей раньше
check-in-of = ответственный: { $name }
check-in-last = было { $value }, { $day }
check-in-last-word = { $value }, { $day }
check-in-never = значения пока нет
check-in-was-due = срок: { $day }
check-in-key-result = Ключевой результат
check-in-new-value = Новое значение
check-in-confidence = Уверенность
check-in-comment = Комментарий
check-in-caption = Ваши ключевые результаты за неделю
check-in-new-value-of = Новое значение: { $title }
check-in-new-value-of-in = Новое значение: { $title }, { $unit }
check-in-done-question = { $title }: сделано?
check-in-yes = Сделано
check-in-not-yet = Ещё нет
check-in-same-level = Без изменений
check-in-milestones-of = { $title }: какие вехи пройдены?
check-in-same = Пока без изменений
check-in-confidence-in = Уверенность: { $title }
check-in-comment-on = Комментарий: { $title }
check-in-keys = Enter — к следующей строке, Ctrl+Enter — сохранить.
check-in-comment-hint = Ваш комментарий
check-in-comment-why = Почему хуже?
check-in-comment-rule = Строки, которые вы не тронули, останутся как есть. Если статус ухудшается, поясните почему.
check-in-comment-needed-soon = Поясните, почему стало хуже
check-in-comment-needed = Статус ухудшается. Поясните в двух словах почему.
check-in-no-change = без изменений
check-in-updated = Обновлено { $n } из { $total }
check-in-draft-kept = черновик сохранён в
check-in-not-now = Не сейчас
check-in-save = Сохранить чек-ин
check-in-save-next = Сохранить и дальше
check-in-saved = Чек-ин сохранён: обновлено { $n } из { $total }
check-in-empty = Отчитываться не о чем
check-in-empty-why = На этой неделе у вас нет ключевых результатов в активных целях. Они появятся здесь, когда черновик перейдёт в работу.
check-in-to-objectives = К целям
check-in-see-all = Все мои ключевые результаты
check-in-nothing-due = Пока обновлять нечего.
check-in-nothing-due-why = Поделиться новостями можно в любой момент.
check-in-day = На какой день значения
check-in-day-hint = Сохранятся и этот день, и сегодняшняя дата ввода.
check-in-day-outside-week = Выберите уже наступивший день этой недели.
check-in-day-outside-period = Этот день вне периода цели: { $first } – { $last }.
check-in-problem = { $title }: { $problem }
check-in-problems = { $n ->
    [one] { $n } ошибка. Пока ничего не сохранено.
    [few] { $n } ошибки. Пока ничего не сохранено.
    [many] { $n } ошибок. Пока ничего не сохранено.
   *[other] { $n } ошибки. Пока ничего не сохранено.
}
check-in-nothing-changed = Ни одна строка не изменена. Введите хотя бы одно значение, уверенность или комментарий.
check-in-clashes = { $n ->
    [one] { $n } ключевой результат тем временем изменили.
    [few] { $n } ключевых результата тем временем изменили.
    [many] { $n } ключевых результатов тем временем изменили.
   *[other] { $n } ключевого результата тем временем изменили.
}
check-in-clashes-why = Пока ничего не сохранено. Выберите, какое значение верно, и сохраните ещё раз; остальное введённое на месте.
check-in-clash = Тем временем здесь появилось новое значение.
check-in-clash-by = Тем временем здесь появилось новое значение. Автор: { $name }.
check-in-which-value = { $title }: какое значение верно?
check-in-theirs = Сохранённое
check-in-yours = Ваше
