"""An attacker who may ask every allowed question of one audience, and works out what follows."""
