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
