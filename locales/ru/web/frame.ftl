product = OKRio
skip-to-content = К содержанию
nav-primary = Разделы
nav-my-work = Моя работа
nav-check-in = Чек-ин
nav-objectives = Цели
nav-alignment = Связь целей
nav-import = Импорт
nav-audit = Журнал аудита
nav-members = Участники
nav-operator = Организации
nav-waiting = { $n ->
    [one] ждёт
    [few] ждут
    [many] ждут
   *[other] ждут
}
search-label = Поиск
search-placeholder = Найти или перейти…
account-menu = Учётная запись: { $name }
account-sessions = Устройства
account-language = English
account-sign-out = Выйти
footer-help = Помощь
offline = Нет связи. Введённое сохранится на этом устройстве.
offline-unsent = Не отправлено: нет связи. Введённое сохранено на этом устройстве; сохраните ещё раз, когда связь появится.
toast-dismiss = Закрыть
toast-undo = Отменить
toast-sign-in = Войти в новой вкладке
draft-discard = Отказаться
name-in-unit = { $name }, { $unit }
day-today = сегодня
day-yesterday = вчера
month-1 = янв.
month-2 = февр.
month-3 = мар.
month-4 = апр.
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = авг.
month-9 = сент.
month-10 = окт.
month-11 = нояб.
month-12 = дек.
offline-label = Связь
toasts-label = Сообщения
account-appearance = Оформление
account-keys = Клавиши
period-picker = Период:
period-quarter = { $n ->
    [1] I
    [2] II
    [3] III
   *[other] IV
} кв. { $year }
period-half-year = { $n ->
    [1] I
   *[other] II
} полугодие { $year }
period-year = { $year } год
period-state-planning = планирование
period-state-active = идёт
period-state-closing = подведение итогов
period-state-closed = закрыт
draft-restored = Восстановлено то, что вы вводили:
draft-discarded = Черновик удалён
fault-toast = Не получилось, но введённое сохранено. Номер обращения:
example-about = Пример цели: идёт 8-я неделя из 13
example-objective = Гости возвращаются, потому что мы их знаем
example-progress = Прогресс цели из примера
example-key-results = Ключевые результаты из примера
example-key-result-1 = Оценка гостей
example-change-1 = 73 → 75
example-key-result-2 = Визитов на гостя в месяц
example-change-2 = 3,1 → 3,6
example-key-result-3 = Точек с полной сменой к 7:00
example-change-3 = 41 → 47
example-say = Одно обещание, три числа — и каждое объясняет, откуда взялось.
