## Файл, который не удалось прочитать

import-error-empty = Файл пуст. Выберите файл, где есть строка заголовков и хотя бы одна строка под ней.
import-error-too-large = Файл больше { $limit } МБ. Разделите его на части и загрузите их по очереди.
import-error-unreadable = Не удалось прочитать файл. Загрузите его ещё раз.
import-error-not-a-sheet = Это не CSV и не книга XLSX. Сохраните таблицу в CSV или XLSX и загрузите снова.
import-error-text-named-workbook = Файл назван книгой, но внутри обычный текст. Дайте ему расширение .csv или сохраните его как книгу XLSX.
import-error-workbook-named-text = Файл назван текстовым, но внутри книга. Дайте ему расширение .xlsx или сохраните его в CSV.
import-error-protected = Книга защищена паролем. Снимите пароль, сохраните книгу и загрузите снова.
import-error-old-workbook = Это книга Excel 97–2003 (.xls). Откройте её и сохраните в XLSX.
import-error-other-workbook = Книги этого вида прочитать нельзя. Сохраните таблицу в XLSX или CSV.
import-error-broken = Книга повреждена. Откройте её в табличном редакторе, сохраните в XLSX и загрузите снова.
import-error-bomb = При распаковке книга занимает намного больше места, чем должна, поэтому мы не стали её читать. Скопируйте таблицу в новую книгу и загрузите её.
import-error-entities = В книге есть определения, которых табличные редакторы не создают, поэтому мы не стали её читать. Скопируйте таблицу в новую книгу и загрузите её.
import-error-too-many-rows = В таблице больше { $limit } строк. Разделите её на несколько файлов.
import-error-too-many-columns = В таблице больше { $limit } столбцов. Удалите лишние.
import-error-cell-too-long = В этой ячейке больше { $limit } знаков. Сократите текст.
import-error-unknown-encoding = Не удалось распознать кодировку файла. Сохраните его как «CSV UTF-8» или XLSX.
import-error-quote-not-closed = В этой строке кавычка открыта, но нигде не закрыта. Закройте или удалите её.
import-error-not-utf8 = JSON должен быть в кодировке UTF-8, а у этого файла другая. Сохраните его в UTF-8.
import-error-broken-json = С этого места файл перестаёт быть JSON. Исправьте его или выгрузите цели заново.
import-error-too-deep = Здесь вложенность больше { $limit } уровней. В выгрузке целей такого не бывает.
import-error-foreign-json = Это JSON, но не выгрузка целей: в поле format должно стоять «{ $format }».
import-error-other-version = Версия этой выгрузки — { $version }, а прочитать можно только версию { $known }.
import-error-no-objectives = В файле нет целей.

# Перед одним из сообщений выше, если место известно
import-error-in-row = Строка { $line }. { $message }
import-error-in-cell = Ячейка { $cell }. { $message }
import-error-in-line = Строка { $line }. { $message }
import-error-at-character = Строка { $line }, знак { $character }. { $message }

## Строка, которую не удалось импортировать

import-row-missing-objective = Не указано название цели. Заполните его.
import-row-missing-key-result = В строке есть данные ключевого результата, но нет его названия. Заполните название или очистите данные.
import-row-missing-period = Не указан период. Заполните его или выберите период для всего файла.
import-row-missing-target = У ключевого результата «{ $text }» нет целевого значения. Заполните его.
import-row-too-long = Текст «{ $text }» слишком длинный. Сократите его, чтобы знаков было не больше { $limit }.
import-row-control-characters = В тексте «{ $text }» есть невидимые знаки. Наберите его заново.
import-row-not-a-number = «{ $text }» — не число. Укажите только цифры, например 12,5.
import-row-ambiguous-number = Число «{ $text }» можно понять по-разному. Выберите десятичный разделитель в настройках импорта.
import-row-number-out-of-range = В числе «{ $text }» слишком много цифр. Допустимо не больше 15 до запятой и { $decimals } после неё.
import-row-score-out-of-range = «{ $text }» не похоже на оценку. Оценки бывают от 0 до 1, например 0,7 или 70%.
import-row-weight-out-of-range = «{ $text }» не подходит как вес. Укажите число от 0 до { $limit }.
import-row-confidence-out-of-range = «{ $text }» не подходит как уверенность. Укажите целое число от 0 до 100 или слово: низкая, средняя, высокая.
import-row-not-a-date = «{ $text }» — не дата. Запишите её так: 15.05.2019.
import-row-ambiguous-date = В дате «{ $text }» не отличить день от месяца. Выберите их порядок в настройках импорта.
import-row-unknown-kind = Вид ключевого результата «{ $text }» неизвестен. Укажите: процент, число, да/нет, не менее или не более.
import-row-kind-needs-details = Ключевой результат вида «{ $text }» нельзя создать из таблицы. Укажите другой вид или сначала создайте его вручную.
import-row-unknown-priority = Приоритет «{ $text }» неизвестен. Укажите от P0 до P{ $limit } или слово: критический, высокий, средний, низкий.
import-row-unknown-status = Статус «{ $text }» неизвестен. Укажите: по плану, отстаёт, под угрозой, не начато — или не импортируйте этот столбец.
import-row-unknown-visibility = Из «{ $text }» непонятно, кому видна цель. Укажите: организация, пространство или личная.
import-row-uncalculated = У формулы в этой ячейке нет результата. Пересчитайте и сохраните книгу или впишите значение.
import-row-failed-formula = Формула в этой ячейке даёт ошибку { $text }. Исправьте её или впишите значение.
import-row-same-key-twice = Идентификатор «{ $text }» уже есть в строке { $line }. Оставьте одну из двух строк.
import-row-contradicts = В строке { $line } о цели «{ $text }» сказано другое. Приведите строки в соответствие.
import-row-unknown-period = Периода «{ $text }» нет. Напишите квартал, полугодие или год, например 2019 Q2, или сначала создайте период.
import-row-closed-period = Период «{ $text }» закрыт, изменить в нём ничего нельзя.
import-row-ambiguous-person = Имя «{ $text }» носят несколько человек. Выберите одного из них в настройках импорта или укажите адрес почты.
import-row-unknown-person = Для «{ $text }» указан адрес почты, которого нет ни у одной учётной записи. Исправьте адрес в сопоставлении.
import-row-ambiguous-workspace = Название «{ $text }» носят несколько пространств. Переименуйте одно из них.
import-row-unknown-parent = Вышестоящей цели «{ $text }» нет, или так называется несколько целей. Укажите её идентификатор.
import-row-elsewhere-here = Ключевой результат «{ $text }» здесь относится к другой цели. Верните его на место в файле или уберите идентификатор.
import-row-locked = Цель «{ $text }» закрыта, остановлена или в архиве, изменить её нельзя.
import-row-kind-fixed = У ключевого результата «{ $text }» уже есть значения, поэтому его вид не меняется.
import-row-day-ahead = «{ $text }» — это будущее. Значение относится ко дню, который уже наступил.
import-row-not-of-kind = Этот вид ключевого результата не принимает значение «{ $text }». Очистите ячейку или задайте значение на странице цели.
import-row-no-progress = По числам «{ $text }» нельзя посчитать прогресс. Исходное и целевое значения должны различаться.
import-row-missing-value = Здесь ничего нет, а поле нужно заполнить.
import-row-expected-text = «{ $text }» — не текст. Возьмите его в кавычки.
import-row-expected-list = «{ $text }» — не список. Запишите его в квадратных скобках.
import-row-expected-object = «{ $text }» — не объект. Запишите его поля в фигурных скобках.
import-row-expected-truth = «{ $text }» — не true и не false.
import-row-unknown-word = «{ $text }» не подходит этому полю. Укажите одно из значений: { $words }.
import-row-not-an-id = «{ $text }» — не идентификатор. Уберите поле, тогда объект будет создан заново.
import-row-too-many-parts = Элементов в списке больше { $limit }.
import-row-no-details = У ключевого результата «{ $text }» нет уровней, вех или границ.
import-row-no-measure = По числам «{ $text }» нельзя посчитать прогресс. Проверьте целевое значение, границы, уровни и точки кривой.

## Сопоставление, которое не подходит к файлу

import-mapping-no-such-column = В файле нет столбца «{ $column }». Проверьте сопоставление.
import-mapping-field-twice = Столбец «{ $column }» сопоставлен полю, которое уже заполняет другой столбец. Оставьте один из двух.
import-mapping-no-objective = Ни в одном столбце нет названий целей. Выберите такой столбец.
import-mapping-no-period = Ни в одном столбце нет периодов. Выберите такой столбец или укажите период для всего файла.
import-mapping-no-key-result = Столбец «{ $column }» относится к ключевым результатам, но столбец с их названиями не выбран. Выберите его или не импортируйте «{ $column }».
import-mapping-no-reference = Столбец «{ $column }» связывает строки. Для этого нужны два столбца: с номером строки и с номером вышестоящей строки.

## Почему столбец сопоставлен именно так

import-guess-name = Узнали по названию
import-guess-part-of-name = Узнали по части названия
import-guess-cells-differ = Название подходит, а содержимое — нет; проверьте
import-guess-projection = Не импортируется: прогноз — ещё не результат
import-guess-derived = Не импортируется: этот показатель вычисляется здесь
import-guess-taken-by-another = Не импортируется: другой столбец подходит лучше
import-guess-unknown-name = Не импортируется: название незнакомо
import-guess-layout = Узнали как столбец { $product }

## Поля

import-field-ignore = Не импортировать
import-field-objective-key = Цель: идентификатор
import-field-objective-title = Цель: название
import-field-objective-description = Цель: описание
import-field-objective-owner = Цель: ответственный
import-field-objective-weight = Цель: вес
import-field-objective-priority = Цель: приоритет
import-field-parent-objective = Цель: вышестоящая цель
import-field-visibility = Цель: кому видна
import-field-team = Пространство
import-field-period = Период
import-field-key-result-key = Ключевой результат: идентификатор
import-field-key-result-title = Ключевой результат: название
import-field-key-result-description = Ключевой результат: описание
import-field-kind = Ключевой результат: вид
import-field-unit = Ключевой результат: единица измерения
import-field-baseline = Ключевой результат: исходное значение
import-field-target = Ключевой результат: целевое значение
import-field-value = Ключевой результат: текущее значение
import-field-value-date = Ключевой результат: дата значения
import-field-weight = Ключевой результат: вес
import-field-priority = Ключевой результат: приоритет
import-field-owner = Ключевой результат: ответственный
import-field-contributors = Ключевой результат: участники
import-field-confidence = Ключевой результат: уверенность
import-field-comment = Ключевой результат: комментарий
import-field-status = Ключевой результат: статус
import-field-mid-score = Оценка в середине периода
import-field-version = Версия
import-field-row-reference = Строка: номер
import-field-row-above = Строка: номер вышестоящей строки
import-field-row-type = Строка: цель или ключевой результат
import-field-final-score = Итоговая оценка

## Как читать ячейки

import-option-header-line = Строка с названиями столбцов
import-option-decimal-mark = Десятичный разделитель
import-option-decimal-mark-auto = Определять по каждому числу
import-option-decimal-mark-point = Точка: 1,234.5
import-option-decimal-mark-comma = Запятая: 1.234,5
import-option-date-order = Порядок дня и месяца
import-option-date-order-auto = Определять по каждой дате
import-option-date-order-day-first = Сначала день: 31/12/2019
import-option-date-order-month-first = Сначала месяц: 12/31/2019
import-option-period = Период для строк, где он не указан
import-option-owner-separators = Разделители между ответственными в одной ячейке
import-option-mid-date = Дата оценок в середине периода
import-option-mid-date-hint = Если не указана — середина периода
import-option-final-date = Дата итоговых оценок
import-option-final-date-hint = Если не указана — последний день периода
import-option-repeat-above = Пустые пространство, период и цель повторяют строку выше
import-option-people = Адреса электронной почты

## Отчёт

import-report-more-errors =
    { $count ->
        [one] И ещё { $count } ошибка.
        [few] И ещё { $count } ошибки.
        [many] И ещё { $count } ошибок.
       *[other] И ещё { $count } ошибки.
    }
