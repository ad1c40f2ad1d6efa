package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys as {@code kind/value}. The kind has no slash, so the first one separates them. */
final class KeyCodec {

    private KeyCodec() {}

    static void writeList(Writer out, String field, List<Key> keys) {
        if (keys.isEmpty()) {
            return;
        }
        List<String> texts = new ArrayList<>(keys.size());
        for (Key key : keys) {
            texts.add(key.toString());
        }
        out.put(field, texts);
    }

    static void write(Writer out, String field, Key key) {
        out.text(field, key.toString());
    }

    static Key read(Reader in, String field) {
        return parsed(in, field, in.text(field));
    }

    /** The key that the text of a field stands for. */
    static Key parsed(Reader in, String field, String text) {
        Key key = parsed(text);
        if (key == null) {
            throw notAKey(in.path(field), text);
        }
        return key;
    }

    static List<Key> readList(Reader in, String field) {
        List<String> texts = in.texts(field);
        if (texts.isEmpty()) {
            return List.of();
        }
        List<Key> keys = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            Key key = parsed(texts.get(i));
            if (key == null) {
                throw notAKey(in.path(field, i), texts.get(i));
            }
            keys.add(key);
        }
        return keys;
    }

    /** The key, or null when the text is none: {@link Key} alone defines the form of a key. */
    private static @Nullable Key parsed(String text) {
        try {
            return Key.parse(text);
        } catch (IllegalArgumentException notAKey) {
            return null;
        }
    }

    private static CodecException notAKey(String path, String text) {
        return new CodecException(
                Problem.BAD_VALUE,
                path,
                "a key has the form `kind/value`, such as `vendor/42`, without control characters; this is "
                        + CodecException.quote(text));
    }
}
