imports-title = Импорт
imports-lead = Загрузите цели и ключевые результаты из таблицы или из другого OKRio. Ничего не сохранится, пока вы не увидите, что изменится.
imports-not-for = Импортируют администраторы. Попросите кого-нибудь из них загрузить ваш файл.
imports-file = Файл с целями
imports-file-hint = CSV или XLSX, где в каждой строке один ключевой результат, либо JSON, выгруженный из OKRio; не больше 20 МБ и 100 000 строк
imports-file-missing = Выберите файл
imports-too-large = Файл больше { $limit } МБ. Разделите его на части и загрузите их по очереди.
imports-continue = Продолжить
imports-none = Пока ничего не импортировали.
imports-past = Прошлые импорты
imports-column-file = Файл
imports-column-who = Кто
imports-column-when = Когда
imports-column-state = Состояние
imports-column-created = Создано
imports-column-updated = Изменено
imports-state-uploaded = столбцы не выбраны
imports-state-running = выполняется
imports-state-checked = проверен, не импортирован
imports-state-done = импортирован
imports-state-failed = не удался
imports-steps = Шаги
imports-step-file = Файл
imports-step-columns = Столбцы
imports-step-check = Проверка
imports-step-result = Результат
imports-step-done = , пройден
imports-owner-importer = Ответственные за цели ни в одном столбце не указаны, поэтому за все новые цели будете отвечать вы. Ответственные за ключевые результаты берутся из файла.
imports-columns-of = Столбцы файла { $file }
imports-column-header = Столбец в файле
imports-column-values = Первые значения
imports-column-becomes = Чем станет
imports-period-hint = Квартал, полугодие или год, например 2019 Q2, либо название одного из ваших периодов
imports-options = Как читать числа и даты
imports-people-heading = Имена без учётной записи
imports-people-lead = Если у человека уже есть учётная запись, укажите её рабочую почту. Если оставить поле пустым, появится неактивная учётная запись без адреса.
imports-people-more = Показаны не все; для остальных появятся неактивные учётные записи.
imports-column-person = В файле
imports-column-account = Учётная запись
imports-person-becomes = Станет неактивной учётной записью
imports-check = Проверить, не сохраняя
imports-read-header = Прочитать столбцы заново
imports-job-check = Проверяем { $file }
imports-job-import = Импортируем { $file }
imports-job-waits = Скоро начнём…
imports-job-rows = { $done } { $done ->
    [one] строка прочитана
    [few] строки прочитано
    [many] строк прочитано
   *[other] строки прочитано
}
imports-job-progress = { $done } из { $total }
imports-job-again = Обновить
imports-report-check = Что изменится
imports-report-done = Что изменилось
imports-report-nothing = Ничего не сохранено
imports-objectives = Цели
imports-key-results = Ключевые результаты
imports-check-ins = Значения по дням
imports-people = Люди
imports-counts = новых: { $created }, изменено: { $updated }, без изменений: { $unchanged }
imports-bad-rows = { $n ->
    [one] { $n } строку импортировать нельзя.
    [few] { $n } строки импортировать нельзя.
    [many] { $n } строк импортировать нельзя.
   *[other] { $n } строки импортировать нельзя.
}
imports-bad-rows-stop = Пока они не исправлены и не пропущены, ничего не сохраняется.
imports-bad-rows-left-out = Они пропущены.
imports-problems = Строки с ошибками
imports-column-line = Строка
imports-column-column = Столбец
imports-column-problem = Что не так
imports-ignored = Столбцы, которые не импортируются:
imports-run = Импортировать
imports-run-again = Попробовать ещё раз
imports-run-good = { $n ->
    [one] Импортировать { $n } строку без ошибок
    [few] Импортировать { $n } строки без ошибок
    [many] Импортировать { $n } строк без ошибок
   *[other] Импортировать { $n } строки без ошибок
}
imports-change-columns = Изменить столбцы
imports-other-file = Выбрать другой файл
imports-another = Импортировать другой файл
imports-to-objectives = Показать цели
imports-said-checked = Файл { $file } проверен
imports-said-none-good = Файл { $file } проверен: ни одну строку нельзя импортировать
imports-said-done = Файл { $file } импортирован
imports-said-failed = Файл { $file } не удалось импортировать
import-failure-conflict = Кто-то одновременно менял те же цели. Ничего не сохранено, попробуйте ещё раз.
import-failure-forbidden = Тот, кто начал этот импорт, больше не может импортировать. Ничего не сохранено.
import-failure-internal = Импорт остановился из-за нашей ошибки. Ничего не сохранено, попробуйте ещё раз.
import-failure-file = Файл не удалось прочитать до конца. Ничего не сохранено.
import-failure-bad-rows = Некоторые строки больше нельзя импортировать. Ничего не сохранено.
imports-show = Показать
imports-show-all = Все
imports-show-new = Новые
imports-show-changed = Изменённые
imports-show-conflicts = Конфликты
imports-show-problems = Ошибки
imports-differences = Что изменится
imports-what-objective = Цель
imports-what-key-result = Ключевой результат цели «{ $objective }»
imports-is-new = Новое
imports-emptied = пусто
imports-value-of-day = { $value } на { $day }
imports-conflict-by = { $name }: здесь изменено после выгрузки, { $when }
imports-conflict = Здесь изменено после выгрузки, { $when }
imports-conflicts = { $n ->
    [one] { $n } поле изменили и в файле, и здесь.
    [few] { $n } поля изменили и в файле, и здесь.
    [many] { $n } полей изменили и в файле, и здесь.
   *[other] { $n } поля изменили и в файле, и здесь.
}
imports-conflicts-lead = Останется то, что сейчас здесь, если ниже не выбрать файл.
imports-overwrite = Взять из файла и спорные поля: { $n }
imports-pages = Страницы изменений
imports-rows-shown = { $first }–{ $last } из { $total }
imports-more-differences = { $n ->
    [one] И ещё { $n } не показано
    [few] И ещё { $n } не показаны
    [many] И ещё { $n } не показаны
   *[other] И ещё { $n } не показаны
}
imports-source = Сопоставление
imports-source-auto = По названиям столбцов
imports-source-apply = Применить
imports-source-kept = Столбцы сопоставлены как в «{ $name }». Числа, даты и имена людей тоже читаются по нему.
imports-keep = Запомнить сопоставление под названием
imports-keep-hint = Мы предложим его, когда появится файл с теми же столбцами. Оставьте поле пустым, если запоминать не нужно.
imports-kept-title = Сохранённые сопоставления
imports-kept-lead = Что означает каждый столбец в файлах, которые вы загружаете снова и снова. К файлу с теми же столбцами сопоставление применяется само.
imports-kept-none = Сохранённых сопоставлений пока нет. Дайте сопоставлению название, когда будете выбирать столбцы файла.
imports-kept-name = Новое название для «{ $name }»
imports-kept-name-taken = Такое название уже есть. Выберите другое.
imports-kept-rename = Переименовать
imports-kept-remove = Удалить
imports-kept-remove-named = Удалить «{ $name }»
imports-kept-used = Применялось { $when }
imports-kept-renamed = Новое название — «{ $name }»
imports-kept-removed = Сопоставление «{ $name }» удалено
imports-source-layout = В файле столбцы { $product }. Каждая строка — цель или ключевой результат: строка, которая стоит под другой и под которой ничего нет, становится ключевым результатом.
imports-kept-changed = Пока вы печатали, кто-то изменил это сопоставление. Если ваше название всё ещё подходит, переименуйте ещё раз.
