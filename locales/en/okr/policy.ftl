# Refusals of the rules on objectives
objective-locked = This objective is not open for this change: it is closed, cancelled, postponed, archived or in another stage.
