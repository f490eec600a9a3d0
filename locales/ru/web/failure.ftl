failure-heading-invalid = Проверьте введённое
failure-heading-unauthenticated = Войдите в систему
failure-heading-forbidden = Это действие вам недоступно
failure-heading-not-found = Здесь ничего нет
failure-heading-conflict = Данные успели измениться
failure-heading-gone = Этого больше нет
failure-heading-too-large = Слишком большой объём
failure-heading-too-many = Слишком много попыток
failure-heading-unavailable = Скоро вернёмся
failure-heading-internal = Произошёл сбой
failure-invalid = Исправьте отмеченные поля.
failure-unauthenticated = Сеанс завершён. Войдите в новой вкладке и отправьте ещё раз: введённое сохранилось.
failure-forbidden = Смотреть можно, а менять может ответственный или руководитель.
failure-not-found = Такой страницы нет, или она вам не видна.
failure-stale = Пока вы правили, данные изменил кто-то ещё. Сравните обе версии и сохраните снова.
failure-gone = Это больше недоступно.
failure-too-large = Больше допустимого: предел — { $limit }.
failure-too-many = Подождите { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунды
    [many] { $seconds } секунд
   *[other] { $seconds } секунды
} и попробуйте снова.
failure-unavailable = Часть системы ненадолго недоступна. Всё сохранённое на месте. Попробуйте чуть позже.
failure-internal = Сбой на нашей стороне, он уже записан. Если повторится, сообщите администратору номер: { $id }
failure-method = Этот адрес не принимает такие запросы.
failure-cross-site = Форма пришла с другого сайта и была отклонена.
failure-home = К моей работе
failure-title-prefix = Ошибка: { $title }
field-required = Заполните это поле.
field-too-long = Слишком длинно: не больше { $max ->
    [one] { $max } символа
    [few] { $max } символов
    [many] { $max } символов
   *[other] { $max } символа
}.
field-out-of-range = Значение вне допустимых границ.
field-not-number = Это не число. Пример: { $example }.
field-not-email = Это не похоже на адрес почты. Пример: anna@example.com.
field-not-date = Это не дата. Пример: 21.11.2026.
field-unknown-choice = Выберите одно из предложенных значений.
field-control-characters = Здесь есть символы, которые нельзя сохранить.
objective-parent-loop = Так цели замкнутся в кольцо.
account-email-taken = В организации уже есть человек с этим адресом.
failure-once-other = Эта форма уже была отправлена с другим содержимым. Откройте её заново.
failure-once-running = Запрос уже отправлен и ещё выполняется. Загляните через минуту.
failure-once-done = Это уже сохранено. Откройте страницу заново, чтобы увидеть результат.
form-problems = { $n ->
    [one] Нужно исправить { $n } поле
    [few] Нужно исправить { $n } поля
    [many] Нужно исправить { $n } полей
   *[other] Нужно исправить { $n } поля
}
