package dev.interlock.engine.model;

/**
 * A key binds events together: it names a business object ({@code vendor/42}), a value ({@code payee/DE89...}), a task, a chain, an
 * agent, an owner or the whole domain. Written {@code kind/value}; the value may itself contain slashes.
 *
 * <p>Kinds are object types and value names of the bundle, or one of the {@linkplain Scopes scopes}. A bundle cannot name
 * an object type after a scope.
 */
public record Key(String kind, String value) implements Comparable<Key> {

    public Key {
        if (kind.isEmpty() || kind.indexOf('/') >= 0) {
            throw new IllegalArgumentException("the kind of a key must be a name without `/`: `" + kind + "`");
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a key of kind `" + kind + "` has an empty value");
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException("the value of a key must not contain control characters");
            }
        }
    }

    /** Reads {@code kind/value}. */
    public static Key parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException(
                    "a key has the form `kind/value`, such as `vendor/42`; this is `" + text + "`");
        }
        return new Key(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(Key other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return kind + "/" + value;
    }
}
