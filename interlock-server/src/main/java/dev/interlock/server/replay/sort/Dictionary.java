package dev.interlock.server.replay.sort;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The texts that stand in many records, such as names of attributes: a record has their number. Only so many are kept; others are written out. */
final class Dictionary {

    private static final int MOST = 1 << 16;
    private static final int LONGEST = 256;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();

    void write(String text, RecordWriter to) {
        Integer known = numbers.get(text);
        if (known == null && texts.size() < MOST && text.length() <= LONGEST) {
            known = texts.size();
            numbers.put(text, known);
            texts.add(text);
        }
        if (known == null) {
            to.number(0);
            to.text(text);
        } else {
            to.number(known + 1L);
        }
    }

    String read(RecordReader from) {
        long number = from.number();
        return number == 0 ? from.text() : texts.get((int) (number - 1));
    }
}
