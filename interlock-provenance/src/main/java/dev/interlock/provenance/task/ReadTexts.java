package dev.interlock.provenance.task;

import dev.interlock.engine.model.ContentSource;
import dev.interlock.provenance.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The texts that a task read, as long as there is room: people who decide about a call see a quotation. Only in memory, and
 * forgotten with the task. For one thread.
 */
final class ReadTexts {

    /** The most characters that are kept for quotations. */
    private static final int MOST = 1 << 20;

    private static final int BEFORE = 60;
    /** The distance from a quotation within which a secret may begin or end of which it would show a part, in characters. */
    private static final int AROUND = 4_096;

    private final Predicate<String> secret;

    private final List<Text> texts = new ArrayList<>();
    private int kept;

    /**
     * A text.
     *
     * @param from position of its first token
     * @param starts where its tokens start; empty where the text is not kept
     */
    private record Text(int from, long call, String path, String text, int[] starts) {}

    /** @param secret whether a text holds a secret, so that nothing of it is quoted */
    ReadTexts(Predicate<String> secret) {
        this.secret = secret;
    }

    void add(int from, long call, ResultField field, Tokens tokens) {
        boolean room = field.text().length() <= MOST - kept;
        texts.add(new Text(from, call, field.path(), room ? field.text() : "", room ? tokens.starts() : new int[0]));
        kept += room ? field.text().length() : 0;
    }

    /** The place of a position. */
    ContentSource at(int position) {
        Text text = texts.get(textAt(position));
        String path = secret.test(text.path()) ? "" : text.path();
        int token = position - text.from();
        if (token >= text.starts().length) {
            return new ContentSource(text.call(), path, 0, "");
        }
        int start = text.starts()[token];
        return new ContentSource(text.call(), path, start, quotation(text.text(), start));
    }

    /** The beginning of a text, no longer than a quotation; empty where the text holds a secret. */
    String shown(String text) {
        return secret.test(text) ? "" : text.substring(0, whole(text, Math.min(text.length(), ContentSource.LONGEST)));
    }

    private String quotation(String text, int start) {
        int from = whole(text, Math.max(0, start - BEFORE));
        int to = whole(text, Math.min(text.length(), from + ContentSource.LONGEST));
        String around = text.substring(Math.max(0, from - AROUND), Math.min(text.length(), to + AROUND));
        return secret.test(around) ? "" : text.substring(from, to);
    }

    /** The index, or the one before it where it would part the two halves of a character. */
    private static int whole(String text, int index) {
        boolean parts = index > 0
                && index < text.length()
                && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
        return parts ? index - 1 : index;
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
