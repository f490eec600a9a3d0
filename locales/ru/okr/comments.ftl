crumbs = Путь
comments-heading = Комментарии
comments-title = Комментарии: { $objective }
comments-count = { $n ->
    [one] комментарий
    [few] комментария
    [many] комментариев
   *[other] комментария
}
comments-earlier = Показать более ранние
comments-none = Комментариев пока нет.
comment-write = Новый комментарий
comment-placeholder = Напишите комментарий. Чтобы упомянуть коллегу, поставьте @ и полное имя.
comment-submit = Отправить
comment-text = Комментарий
comment-save = Сохранить
comment-cancel = Отмена
comment-edited = изменён
comment-edit-label = Изменить комментарий ({ $when })
comment-remove-label = Удалить комментарий: { $name }, { $when }
comment-added = Комментарий добавлен
comment-saved = Комментарий сохранён
comment-removed = Комментарий удалён
comment-restored = Комментарий восстановлен
comment-problem = Комментарий не сохранён
comment-empty = Сначала напишите что-нибудь.
comment-forbidden = Менять комментарий может только автор, а комментировать — не все, кто видит цель.
comment-gone = Этот комментарий удалён.
comment-conflict = Вы уже изменили этот комментарий в другом окне ({ $when }).
comment-conflict-choose = Выберите один из вариантов — набранное не пропадёт.
conflict-kept = Сохранено сейчас
conflict-yours = Ваш вариант
conflict-discard = Отказаться от своего
