package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys as {@code kind/value}. The kind has no slash, so the first one separates them; the value may be empty. */
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

    static void writeOptional(Writer out, String field, Optional<Key> key) {
        if (key.isPresent()) {
            out.text(field, key.get().toString());
        }
    }

    static List<Key> readList(Reader in, String field) {
        List<String> texts = in.texts(field);
        if (texts.isEmpty()) {
            return List.of();
        }
        List<Key> keys = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            int slash = text.indexOf('/');
            if (slash <= 0) {
                throw notAKey(in.path(field, i), text);
            }
            keys.add(key(text, slash));
        }
        return keys;
    }

    static Optional<Key> readOptional(Reader in, String field) {
        Optional<String> text = in.optionalText(field);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int slash = text.get().indexOf('/');
        if (slash <= 0) {
            throw notAKey(in.path(field), text.get());
        }
        return Optional.of(key(text.get(), slash));
    }

    private static Key key(String text, int slash) {
        return new Key(text.substring(0, slash), text.substring(slash + 1));
    }

    private static CodecException notAKey(String path, String text) {
        return new CodecException(
                Problem.BAD_VALUE,
                path,
                "a key is written `kind/value`, as in `vendor/42`; this is " + CodecException.quote(text));
    }
}
