operator-title = Организации платформы
operator-entry = Вход оператора платформы
operator-count = { $n ->
    [one] { $n } организация
    [few] { $n } организации
    [many] { $n } организаций
   *[other] { $n } организации
}
operator-name = Название
operator-slug = Короткое имя
operator-state = Состояние
operator-accounts = Учётные записи
operator-created = Создана
organization-state-active = работает
organization-state-inactive = отключена
organization-state-suspended = приостановлена
organization-state-archived = в архиве
operator-letter-subject = Вы — оператор OKRio
operator-letter = Этот адрес указан как адрес оператора OKRio. Задайте пароль и займитесь организациями:
operator-tabs = Платформа
operator-letters-tab = Почта
operator-letters-title = Неотправленные письма
operator-letters-lead = Письма, которые ждут новой попытки, и те, что не удалось отправить за десять попыток или не принял сервер.
operator-letters-none = Все письма отправлены.
operator-letters-given-up = не отправлено
operator-letters-tries = { $n ->
    [one] { $n } попытка
    [few] { $n } попытки
    [many] { $n } попыток
   *[other] { $n } попытки
}
operator-letters-again = Попробовать снова
operator-letters-tried = Письмо отправляется ещё раз.
