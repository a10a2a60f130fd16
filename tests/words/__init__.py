"""What a machine can tell about words: are they marked, translated, plain?"""
