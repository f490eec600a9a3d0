key-results = Ключевые результаты
key-results-empty = Ключевых результатов пока нет
key-results-empty-why = Ключевой результат показывает, как вы поймёте, что цель достигнута. Обычно хватает двух–пяти.
key-result-add = Добавить ключевой результат
key-result-new = Новый ключевой результат
key-result-edit = Изменить ключевой результат
key-result-created = Ключевой результат добавлен
key-result-saved = Ключевой результат сохранён
key-result-archived = Ключевой результат отправлен в архив
key-result-archive-sure = Он перестанет учитываться и просить чек-ины. Ничего не удаляется: значения останутся, и его можно вернуть.
key-result-restored = Ключевой результат восстановлен
key-result-is-archived = Этот ключевой результат в архиве и не учитывается.
key-results-archived = В архиве: { $n }
key-result-edit-value = Изменить значение
key-result-edit-value-of = Изменить значение: { $title }
key-result-change-target = Изменить целевое значение
key-result-value-saved = Сохранено. { $title }: { $value }
key-result-target-saved = Целевое значение сохранено: { $title }
key-result-summary = { $aim }, сейчас { $now }
key-result-summary-none = { $aim }, значения ещё нет
key-result-share = вес { $share }
key-result-tracked = отслеживается, не учитывается
key-result-no-value = значения ещё нет
key-result-yes = Сделано
key-result-no = Ещё нет
key-result-is-done = сделано
key-result-is-not-done = ещё не сделано
key-result-milestones-done = { $done } из { $total }
key-result-summary-on = { $summary } ({ $day })
key-result-aim-linear = от { $from } до { $to }
key-result-aim-at-least = не меньше { $to }
key-result-aim-at-most = не больше { $to }
key-result-aim-band = от { $low } до { $high }
key-result-aim-scale = { $n ->
    [one] { $n } уровень
    [few] { $n } уровня
    [many] { $n } уровней
   *[other] { $n } уровня
}
key-result-aim-milestones = { $n ->
    [one] { $n } веха
    [few] { $n } вехи
    [many] { $n } вех
   *[other] { $n } вехи
}
key-result-aim-binary = да или нет
key-result-kind-percentage = Проценты
key-result-kind-absolute = Число
key-result-kind-binary = Да или нет
key-result-kind-scale = Шкала уровней
key-result-kind-at-least = Держать не меньше
key-result-kind-at-most = Держать не больше
key-result-kind-band = Держать в коридоре
key-result-kind-milestones = Вехи
key-result-over-achieved = лучше цели
key-result-regressed = хуже, чем в начале
key-result-new-value = Новое значение
key-result-new-value-in = Новое значение, { $unit }
key-result-target-in = Целевое значение, { $unit }
key-result-new-level = Новый уровень
key-result-choose-level = Выберите уровень
key-result-done-question = Сделано?
key-result-milestones-legend = Что уже сделано?
key-result-confidence = Уверенность
key-result-confidence-of = уверенность { $n } из 100
key-result-due = чек-ин до { $day }
confidence-low = Низкая
confidence-medium = Средняя
confidence-high = Высокая
key-result-comment = Комментарий
key-result-conflict = Пока вы правили, значение сохранил кто-то ещё.
key-result-conflict-theirs = Сохранено: { $value }. Ваше — в поле; если сохранить, останется оно.
key-result-conflict-target = Пока вы правили, сохранено другое целевое значение: { $value }. Ваше — в поле; если сохранить, останется оно.
key-result-takes-no-values = Сейчас значения не принимаются: цель не в работе или период закрыт.
key-result-day-ahead = Значение нельзя записать на день, который ещё не наступил.
key-result-kind-fixed = Значения уже есть, поэтому вид не меняется. Отправьте в архив и добавьте новый.
key-result-reason = Причина
key-result-reason-hint = Целевое и исходное значения и вес активного результата меняются только с причиной. Она останется на виду.
key-result-reason-needed = Напишите, почему меняется: причину увидят рядом со старым и новым числом.
key-result-line-wrong = Не удалось разобрать строку: { $line }
key-result-too-many-lines = Не больше { $max ->
    [one] { $max } строки
    [few] { $max } строк
    [many] { $max } строк
   *[other] { $max } строки
}.
key-result-field-title = Ключевой результат
key-result-field-kind = Как измеряется
key-result-field-unit = Единица
key-result-field-baseline = Исходное значение
key-result-field-target = Целевое значение
key-result-field-red-line = Красная черта
key-result-field-band-low = Нижняя граница
key-result-field-band-high = Верхняя граница
key-result-field-tolerance = Допуск
key-result-field-levels = Уровни
key-result-field-milestones = Вехи
key-result-field-checkpoints = Контрольные точки
key-result-field-steps = План
key-result-field-curve = Ожидаемый темп
key-result-field-weight = Вес
key-result-field-owner = Ответственный
key-result-field-rhythm = Как часто чек-ин
key-result-hint-title = Какое число или факт покажет, что получилось?
key-result-hint-unit = Например: чел., дней, ₽
key-result-hint-baseline = Сколько было в начале
key-result-hint-red-line = На ней и за ней прогресс 0 %. Пусто — всё или ничего.
key-result-hint-tolerance = На каком расстоянии от коридора прогресс падает до 0 %
key-result-hint-levels = По одному в строке, от худшего. Свой прогресс укажите после знака |: хорошо | 60
key-result-hint-milestones = По одной в строке. Вес укажите после знака |: Пилот запущен | 2
key-result-hint-checkpoints = Если путь неровный, по одной в строке: 50 = 40 (на 50 — 40 %)
key-result-hint-steps = По одной в строке: 01.11.2026 = 30 (с этого дня ожидается 30 %)
key-result-hint-weight = Насколько важен рядом с другими. 0 — отслеживается, не учитывается.
key-result-curve-linear = Равномерно
key-result-curve-back-loaded = Сначала медленно, к концу быстрее
key-result-curve-stepped = По плану
rhythm-organization = Как принято в организации
rhythm-weekly = Каждую неделю
rhythm-biweekly = Раз в две недели
rhythm-monthly = Каждый месяц
key-result-why-progress = Прогресс
key-result-why-status = Статус
key-result-why-expected = Ожидается сегодня
key-result-why-gap = Отставание
key-result-now = Где он сейчас
key-result-ledger = Изменения целевого и исходного значений и веса
key-result-ledger-lead = Изменено после начала работы; отсюда ничего не удаляется.
key-result-against-original = По первоначальным числам прогресс был бы { $share }.
key-result-ledger-field = Что изменилось
key-result-ledger-old = Было
key-result-ledger-new = Стало
key-result-ledger-by = Кто
key-result-readings = Значения
key-result-correct = Исправить значение
key-result-correct-lead = Сейчас указано: { $now }. Прежнее значение останется в списке, а ваше будет считаться для своего дня — вместе с причиной.
key-result-right-value = Верное значение
key-result-right-value-in = Верное значение, { $unit }
key-result-correction-hint = Что было не так? Причину прочтут все, кто видит ключевой результат.
key-result-correction-reason-needed = Напишите, что было не так: причина останется рядом с исправленным значением.
key-result-corrected = Значение исправлено: { $title }
key-result-source-correction = исправлено
key-result-kept-in-sight = Цель по-прежнему видна: { $name }.
key-result-no-readings = Значений пока нет. Здесь появится первый чек-ин.
key-result-reading-day = День
key-result-reading-source = Источник
measure-equal-baseline-and-target = Исходное и целевое значения равны. Выберите «держать не меньше», «держать не больше» или коридор.
measure-checkpoints-without-baseline = Для контрольных точек нужно исходное значение.
measure-checkpoint-outside = Контрольная точка лежит между исходным и целевым значениями, и каждое значение указано один раз.
measure-not-monotone = Прогресс не может убывать по пути к цели.
measure-progress-outside = Прогресс — от 0 до 100 %.
measure-floor-on-wrong-side = Красная черта не с той стороны от целевого значения.
measure-band-reversed = Верхняя граница ниже нижней.
measure-tolerance-not-positive = Допуск больше нуля.
measure-too-few-levels = В шкале не меньше двух уровней.
measure-scale-ends = Первый уровень — 0 %, последний — 100 %.
measure-negative-weight = Вес не может быть меньше нуля.
