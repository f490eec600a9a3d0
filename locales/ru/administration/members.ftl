members-title = Участники
members-lead = Все люди организации и их права.
members-text = Имя или почта
members-role = Роль
members-role-all = Роль: любая
members-role-owner = Владелец
members-role-admin = Администратор
members-role-admin-hint = Видит и меняет всё, в том числе участников и настройки.
members-role-auditor = Аудитор
members-role-auditor-hint = Видит всё, включая закрытые цели и журналы, и ничего не меняет.
members-role-hr = HR
members-role-hr-hint = Ведёт людей и структуру, настраивает опросы. Закрытых целей не видит.
members-state = Состояние
members-state-all = Состояние: все, кроме архива
members-state-active = Работает
members-state-inactive = Неактивен
members-state-suspended = Приостановлен
members-state-archived = В архиве
members-column-name = Имя
members-column-email = Почта
members-column-roles = Роли
members-column-state = Состояние
members-column-seen = Последний вход
members-never-seen = не было
members-no-login = пока не может войти
members-nobody = Под эти фильтры никто не подходит
members-shown = { $n ->
    [one] { $n } участник
    [few] { $n } участника
    [many] { $n } участников
   *[other] { $n } участника
}
members-first = В начало
members-next = Дальше
members-not-for = Участниками занимаются администраторы и владелец организации.
members-not-oneself = Это вы. Ваши роли и состояние может изменить другой администратор или владелец.
members-not-owner = Это владелец организации. Сначала он передаёт владение, и тогда его можно менять, как всех.
members-not-administrator = Администратора меняет только владелец.
members-roles-not-for = Администраторов и аудиторов назначает только владелец.
members-roles-by-owner = Администраторов и аудиторов назначает владелец.
members-about = Сведения
members-did = Действия участника
members-done-to = Изменения участника
members-devices = Устройства
members-no-devices = нет
members-end-sessions = Выйти на всех
members-sessions-ended = { $n ->
    [one] Выполнен выход на { $n } устройстве.
    [few] Выполнен выход на { $n } устройствах.
    [many] Выполнен выход на { $n } устройствах.
   *[other] Выполнен выход на { $n } устройства.
}
members-roles = Роли
members-roles-save = Сохранить роли
members-roles-saved = Роли сохранены: { $name }.
members-set-state = Изменить состояние
members-states = Как менялось состояние
members-from-import = Из импортированного файла
members-by-invitation = По приглашению
members-by-registration = Создание организации
members-reason = Причина
members-reason-hint = Сохраняется с датой и вашим именем. Нужна, чтобы приостановить доступ или отправить в архив.
members-reason-required = Укажите причину: человек может о ней спросить.
members-changed = Пока страница была открыта, участника изменил кто-то другой. Вот как есть сейчас; отправьте ещё раз, если это по-прежнему нужно.
members-act-activate = Включить
members-act-activate-hint = Сможет входить, и его можно назначать ответственным.
members-act-resume = Возобновить
members-act-resume-hint = Снова сможет входить.
members-act-restore = Вернуть из архива
members-act-restore-hint = Вернётся таким, каким был, и сможет входить.
members-act-deactivate = Отключить
members-act-deactivate-hint = Для долгого отсутствия. Выход на всех устройствах, войти нельзя; всё, за что отвечает, остаётся за ним.
members-act-suspend = Приостановить
members-act-suspend-hint = Сразу закрывает доступ на всех устройствах. Всё, за что отвечает, остаётся за ним.
members-act-archive = В архив
members-act-archive-hint = Для тех, кто ушёл. Выход на всех устройствах, в списках не показывается; сделанное сохраняется. Можно вернуть.
members-done-activate = { $name } снова работает.
members-done-resume = { $name } снова может входить.
members-done-restore = { $name } снова в организации.
members-done-deactivate = { $name }: доступ отключён, выход выполнен на всех устройствах.
members-done-suspend = { $name }: доступ приостановлен, выход выполнен на всех устройствах.
members-done-archive = { $name } в архиве.
