"""resfria-bot asks one question before anybody gets into a car: does this meeting need you there?"""
