package dev.interlock.provenance.task;

import dev.interlock.engine.model.ContentSource;
import dev.interlock.provenance.text.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts that a task read, as long as there is room: people who decide about a call see a quotation. Only in memory, and
 * forgotten with the task. For one thread.
 */
final class ReadTexts {

    /** The most characters that are kept for quotations. */
    private static final int MOST = 1 << 20;

    private static final int BEFORE = 60;

    private final List<Text> texts = new ArrayList<>();
    private int kept;

    /**
     * A text.
     *
     * @param from position of its first token
     * @param starts where its tokens start; empty where the text is not kept
     */
    private record Text(int from, long call, String path, String text, int[] starts) {}

    void add(int from, long call, ResultField field, Tokens tokens) {
        boolean room = field.text().length() <= MOST - kept;
        texts.add(new Text(from, call, field.path(), room ? field.text() : "", room ? tokens.starts() : new int[0]));
        kept += room ? field.text().length() : 0;
    }

    /** The place of a position. */
    ContentSource at(int position) {
        Text text = texts.get(textAt(position));
        int token = position - text.from();
        if (token >= text.starts().length) {
            return new ContentSource(text.call(), text.path(), 0, "");
        }
        int start = text.starts()[token];
        int from = Math.max(0, start - BEFORE);
        int to = Math.min(text.text().length(), from + ContentSource.LONGEST);
        return new ContentSource(text.call(), text.path(), start, text.text().substring(from, to));
    }

    private int textAt(int position) {
        int low = 0;
        int high = texts.size() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (texts.get(middle).from() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
