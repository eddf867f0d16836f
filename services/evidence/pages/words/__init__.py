"""What the pages say: the English of every sentence, labels of codes, rules of figures."""
