alignment-title = Связь целей
alignment-company = { $n ->
    [one] { $n } цель компании
    [few] { $n } цели компании
    [many] { $n } целей компании
   *[other] { $n } цели компании
}
alignment-aligned = { $n ->
    [one] { $n } связана
    [few] { $n } связаны
    [many] { $n } связаны
   *[other] { $n } связаны
}
alignment-within = { $n ->
    [one] из них { $n } в более коротком периоде
    [few] из них { $n } в более коротких периодах
    [many] из них { $n } в более коротких периодах
   *[other] из них { $n } в более коротких периодах
}
alignment-unaligned = { $n } без связи
alignment-deepest = { $n ->
    [one] { $n } уровень
    [few] { $n } уровня
    [many] { $n } уровней
   *[other] { $n } уровня
}
alignment-view-tree = Дерево
alignment-view-list = Список
alignment-open-all = Раскрыть всё
alignment-close-all = Свернуть всё
alignment-region = Дерево целей
alignment-table = Цели и то, что они поддерживают
alignment-column-children = Ниже
alignment-open = Раскрыть
alignment-close = Свернуть
alignment-heading-company = Цели компании
alignment-heading-hidden = Вышестоящей цели здесь нет
alignment-heading-unaligned = Без связи
alignment-to-link = нужно связать: { $n }
alignment-hidden = вышестоящая цель в архиве или вам не видна
alignment-also = поддерживает также: { $titles }
alignment-shown = { $n ->
    [one] Показана { $n } строка
    [few] Показаны { $n } строки
    [many] Показано { $n } строк
   *[other] Показано { $n } строки
}
alignment-more = Показать ещё
alignment-pages = Ещё строки
alignment-empty = Связывать пока нечего: { $period }
alignment-empty-why = Когда появятся цели, здесь будет видно, какая какую поддерживает.
alignment-to-list = Все цели
alignment-lifted = Вы взяли цель «{ $title }». Выберите строку стрелками и нажмите m, чтобы вложить в неё, b — поставить перед ней, a — после неё; Esc вернёт цель на место.
alignment-over = Строка «{ $title }»
alignment-put-back = Цель «{ $title }» осталась на месте
alignment-fixed = Вы не можете переместить цель «{ $title }»
