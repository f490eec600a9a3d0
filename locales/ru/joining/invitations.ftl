invitations-title = Приглашения
invitations-lead = Кто перейдёт по ссылке из письма, присоединится к организации. Ссылка срабатывает один раз.
invitations-not-for = Приглашения отправляют администраторы организации, а HR приглашает участников. Аудиторов и администраторов приглашает только владелец.
invitations-mail-off = Когда её подключат, можно будет приглашать.
invitations-emails = Адреса почты
invitations-emails-hint = Один или несколько, до ста: по одному в строке или через запятую.
invitations-role = В роли
invitations-role-member = Участник
invitations-role-hr = HR
invitations-role-auditor = Аудитор
invitations-role-admin = Администратор
invitations-role-owner = Владелец
invitations-days = Ссылка действует
invitations-for-days = { $n ->
    [one] { $n } день
    [few] { $n } дня
    [many] { $n } дней
   *[other] { $n } дня
}
invitations-submit = Пригласить
invitations-open = Открытые приглашения
invitations-none = Сейчас никто не приглашён.
invitations-when = отправлено { $when }
invitations-until = действует до: { $when }
invitations-over = срок истёк
invitations-letter-waiting = письмо отправляется
invitations-letter-failed = письмо не доставлено
invitations-send-again = Отправить ещё раз
invitations-withdraw = Отозвать приглашение: { $email }
invitations-sent = { $n ->
    [one] Отправляем { $n } приглашение.
    [few] Отправляем { $n } приглашения.
    [many] Отправляем { $n } приглашений.
   *[other] Отправляем { $n } приглашения.
}
invitations-known = { $n ->
    [one] { $n } человек уже здесь или приглашён.
    [few] { $n } человека уже здесь или приглашены.
    [many] { $n } человек уже здесь или приглашены.
   *[other] { $n } человека уже здесь или приглашены.
}
invitations-all-known = Все они уже здесь или приглашены.
invitations-no-address = «{ $text }» — не адрес почты.
invitations-too-many = Не больше { $max } адресов за раз.
invitations-sent-again = Новая ссылка отправлена: { $email }. Прежняя больше не работает.
invitations-withdrawn = Приглашение отозвано: { $email }.
invitation-letter-subject = Приглашение в OKRio: { $organization }
invitation-letter-from = { $name } приглашает вас в OKRio, в организацию «{ $organization }».
invitation-letter = Вас приглашают в OKRio, в организацию «{ $organization }».
invitation-letter-about = Там её цели, числа и объяснение каждого из них.
invitation-letter-link = Принять приглашение
invitation-letter-until = Ссылка сработает один раз, до { $day }.
invitation-letter-not-you = Если вы не знаете эту организацию, ничего делать не нужно.
