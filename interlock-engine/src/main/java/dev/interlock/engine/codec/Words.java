package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The constants of an enum as the record writes them: lower case with hyphens. Renaming one changes the encoding. */
final class Words<E extends Enum<E>> {

    private final String what;
    private final String[] words;
    private final Map<String, E> byWord = new HashMap<>();

    /** @param what what the words stand for, for messages */
    Words(String what, Class<E> type) {
        this.what = what;
        E[] constants = type.getEnumConstants();
        this.words = new String[constants.length];
        for (E constant : constants) {
            String word = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            words[constant.ordinal()] = word;
            byWord.put(word, constant);
        }
    }

    void write(Writer out, String field, E constant) {
        out.text(field, words[constant.ordinal()]);
    }

    String word(E constant) {
        return words[constant.ordinal()];
    }

    E read(Reader in, String field) {
        return constant(in, field, in.text(field));
    }

    /** The constant of a word that was read from a field. */
    E constant(Reader in, String field, String word) {
        E constant = byWord.get(word);
        if (constant == null) {
            throw new CodecException(
                    Problem.BAD_VALUE, in.path(field), "unknown " + what + " " + CodecException.quote(word));
        }
        return constant;
    }
}
