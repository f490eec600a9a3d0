search-title = Поиск
search-title-for = Поиск: { $typed }
search-go = Найти
search-people = Люди
search-objectives = Цели
search-key-results = Ключевые результаты
search-workspaces = Команды
search-comments = Комментарии
search-actions = Действия
search-pages = Страницы
search-here = На этой странице
search-check-in = Сделать чек-ин
search-export = Скачать цели в Excel
search-found = { $n ->
    [one] Найден { $n } результат
    [few] Найдено { $n } результата
    [many] Найдено { $n } результатов
   *[other] Найдено { $n } результата
}
search-nothing = Ничего не найдено
search-nothing-why = Среди того, что вам видно, таких слов нет. Попробуйте убрать часть слов или изменить форму слова.
search-no-words = Введите слово из названия, имя или страницу.
search-hint = ↑ и ↓ — выбор, Enter — открыть, Esc — закрыть.
