objectives-title = Цели
objectives-text = Слова в названии
objectives-text-placeholder = По названию
objectives-owner = Ответственный
objectives-owner-all = Ответственный: любой
objectives-owner-me = Мои цели
objectives-status = Статус
objectives-status-all = Статус: любой
objectives-stage = Этап
objectives-stage-all = Этап: любой
objectives-stage-archived = В архиве
objectives-workspace = Пространство
objectives-workspace-all = Пространство: любое
objectives-apply = Показать
objectives-clear = { $n ->
    [one] Снять { $n } фильтр
    [few] Снять { $n } фильтра
    [many] Снять { $n } фильтров
   *[other] Снять { $n } фильтра
}
objectives-count = { $n ->
    [one] { $n } цель
    [few] { $n } цели
    [many] { $n } целей
   *[other] { $n } цели
}
objectives-key-results = { $n ->
    [one] { $n } ключевой результат
    [few] { $n } ключевых результата
    [many] { $n } ключевых результатов
   *[other] { $n } ключевого результата
}
objectives-more-than = { $n ->
    [one] Больше { $n } цели
    [few] Больше { $n } целей
    [many] Больше { $n } целей
   *[other] Больше { $n } цели
}
objectives-view-list = Список
objectives-view-tree = Дерево
objectives-no-period = Пока нет ни одного периода
objectives-no-period-why = Цели относятся к кварталу или году. Первый период создаёт администратор.
objectives-nothing = Ничего не нашлось
objectives-nothing-why = Среди целей, которые вам видны ({ $period }), ни одна не подходит под эти фильтры.
objectives-empty = Целей пока нет: { $period }
objectives-empty-why = Запишите первую или выберите другой период вверху.
objectives-import = Загрузить таблицу
objectives-column-objective = Цель
objectives-column-key-results = КР
objectives-column-key-results-title = Ключевые результаты
objectives-column-owner = Ответственный
objectives-column-progress = Прогресс
objectives-column-status = Статус
objectives-column-updated = Обновлено
objectives-pages = Страницы
objectives-shown = { $n } на странице
objectives-previous = Назад
objectives-next = Дальше
objectives-export = Скачать
objectives-export-xlsx = Excel (XLSX)
objectives-export-xlsx-why = Смотреть, править и загружать обратно
objectives-export-csv = CSV
objectives-export-csv-why = Для любой программы с таблицами
objectives-export-json = JSON
objectives-export-json-why = Для программ, со всеми подробностями
export-sheet = Цели
export-objective-id = ID цели
export-objective = Цель
export-objective-description = Описание цели
export-workspace = Пространство
export-period = Период
export-objective-owner = Ответственный за цель
export-objective-weight = Вес цели
export-objective-priority = Приоритет цели
export-visibility = Видимость
export-parent = Вышестоящая цель
export-objective-progress = Прогресс цели
export-key-result-id = ID ключевого результата
export-key-result = Ключевой результат
export-key-result-description = Описание ключевого результата
export-kind = Тип
export-unit = Единица измерения
export-baseline = Исходное значение
export-target = Целевое значение
export-value = Текущее значение
export-value-date = Дата значения
export-key-result-weight = Вес ключевого результата
export-key-result-priority = Приоритет ключевого результата
export-key-result-owner = Ответственный за ключевой результат
export-confidence = Уверенность
export-mid-score = Промежуточная оценка
export-final-score = Итоговая оценка
export-status = Статус на { $day }
export-version = Версия
export-kind-percentage = проценты
export-kind-absolute = число
export-kind-binary = да или нет
export-kind-scale = шкала
export-kind-at-least = не меньше
export-kind-at-most = не больше
export-kind-band = коридор
export-kind-milestones = вехи
export-visibility-organization = видна всем
export-visibility-workspace = видна пространству
export-visibility-private = личная
