sessions-title = Устройства
sessions-lead = Устройства, на которых вы вошли. Незнакомые отключите, а пароль смените.
sessions-here = это устройство
sessions-last-seen = активность: { $when }
sessions-since = вход: { $when }
sessions-unknown-device = Неизвестное устройство
sessions-end = Отключить
sessions-end-others = Выйти на всех других устройствах
sessions-ended = Устройство отключено.
sessions-ended-others = { $n ->
    [one] Отключено { $n } другое устройство.
    [few] Отключены { $n } других устройства.
    [many] Отключено { $n } других устройств.
   *[other] Отключено { $n } другого устройства.
}
