providers-title = Единый вход
providers-lead = Службы входа вашей компании, например Microsoft Entra ID. Люди входят там и возвращаются уже узнанными.
providers-none = Служб входа пока нет
providers-none-why = Добавьте службу, укажите в ней адреса, которые появятся здесь, и сначала подключите свою учётную запись.
providers-not-for = Службы входа настраивают администраторы организации.
provider-add-entra = Добавить Microsoft Entra ID
provider-add-openid = Добавить OpenID Connect
provider-is-off = выключена
provider-people = { $n ->
    [one] подключён { $n } человек
    [few] подключены { $n } человека
    [many] подключены { $n } человек
   *[other] подключены { $n } человека
}
provider-new-title = Новая служба входа
provider-lead-entra = Регистрация приложения в вашем Microsoft Entra ID для учётных записей одного каталога.
provider-lead-openid = Любая служба OpenID Connect: Keycloak, Okta, Google Workspace и другие.
provider-tell = Адреса, которые нужно указать в службе
provider-tell-why = Только по этим адресам служба возвращает людей и сообщает о выходе.
provider-redirect = Адрес возврата (redirect URI)
provider-front-channel = Выход через браузер (front-channel)
provider-back-channel = Выход напрямую (back-channel)
provider-after-logout = После выхода
provider-name = Название
provider-name-hint = Его увидят на кнопке входа.
provider-tenant = ID каталога (tenant)
provider-tenant-hint = Указан в обзоре регистрации приложения. Людей из других каталогов OKRio не впустит.
provider-tenant-wrong = Укажите ID каталога, например 9188040d-6c67-4c5b-b112-36a304b66dad, а не домен.
provider-issuer = Адрес службы (issuer)
provider-issuer-hint = Адрес, которым служба называет себя, например https://login.example.com/realms/company.
provider-issuer-wrong = Укажите адрес вида https://login.example.com, без ? и #.
provider-issuer-forbidden = Этот адрес использовать нельзя: нужен https, и он должен быть доступен из интернета, если оператор не разрешил другие.
provider-client = ID приложения (client ID)
provider-secret = Секрет приложения
provider-secret-hint = Хранится зашифрованным и больше не показывается. Если служба секрета не выдала, оставьте пустым.
provider-secret-kept = Секрет сохранён. Чтобы его не менять, оставьте поле пустым.
provider-secret-ends = Сохранённый секрет оканчивается на { $end }. Чтобы его не менять, оставьте поле пустым.
provider-secret-again = Секрет выдан для другого адреса службы. Введите тот, что относится к этому.
provider-domains = Почтовые домены
provider-domains-hint = Кто при входе укажет адрес в этих доменах, увидит эту службу.
provider-domain-wrong = «{ $domain }» — не домен вида example.com.
provider-groups = Только участники групп
provider-groups-hint = ID из поля groups, по одному в строке. Пусто — все, кого впустит служба и у кого есть учётная запись здесь.
provider-too-many = Можно указать не больше { $n }.
provider-mfa = Значение acr, которое означает два фактора
provider-mfa-hint = Запрашивается при каждом входе. Значение mfa в поле amr учитывается всегда.
provider-active = С ней можно входить
provider-off-ends = { $n ->
    [one] Если выключить службу, завершатся начатые в ней сеансы { $n } человека.
   *[other] Если выключить службу, завершатся начатые в ней сеансы { $n } человек.
}
provider-conflict = Пока вы вводили настройки, кто-то сохранил другие. Чтобы заменить их своими, сохраните ещё раз.
provider-added = Служба входа добавлена
provider-saved = Настройки сохранены
provider-removed = Служба входа удалена
provider-remove-title = Удаление
provider-remove-what = { $n ->
    [0] Её пока никто не подключил.
    [one] { $n } человеку придётся входить другим способом, а начатые в ней сеансы завершатся.
   *[other] { $n } людям придётся входить другим способом, а начатые в ней сеансы завершатся.
}
provider-remove = Удалить службу
provider-test = Проверить связь
provider-test-well = Служба отвечает, с ней можно работать. Чтобы проверить весь путь, подключите свою учётную запись в профиле.
provider-test-down = Служба не отвечает.
provider-test-address = Адрес службы или один из адресов, которые она называет, использовать нельзя.
provider-test-issuer = Служба называет себя не тем адресом, что указан здесь; они должны совпадать до последнего знака.
provider-test-none = По этому адресу нет службы OpenID Connect.
provider-test-host = Вход на
provider-test-keys = Ключей
provider-test-logout = Выход там
provider-test-yes = возможен
provider-test-no = не предусмотрен
