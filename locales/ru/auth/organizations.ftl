organizations-title = Организации
organizations-lead = Выберите, куда войти. Одновременно вы работаете в одной организации.
organizations-here = вы здесь
organizations-enter = Открыть
