package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in a record. Its path is put together only for a message. */
abstract class Place {

    /** The largest integer that every JSON reader keeps exact (RFC 8785, appendix D; RFC 7493, section 2.2). */
    static final long MAX_NUMBER = (1L << 53) - 1;

    private final @Nullable Place parent;
    private final String name;
    private final int index;

    /** @param index the place in the list {@code name}; -1 when it is no list */
    Place(@Nullable Place parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    /** A place that stands where another one does, for fields of it that are kept apart. */
    Place(Place same) {
        this(same.parent, same.name, same.index);
    }

    final String path(String field) {
        if (parent == null) {
            return field;
        }
        String here = index < 0 ? parent.path(name) : parent.path(name, index);
        return here + "." + field;
    }

    final String path(String field, int at) {
        return path(field) + "[" + at + "]";
    }

    final CodecException bad(String field, String message) {
        return new CodecException(Problem.BAD_VALUE, path(field), message);
    }

    final long inRange(String field, long number) {
        if (number > MAX_NUMBER || number < -MAX_NUMBER) {
            throw outOfRange(path(field), number);
        }
        return number;
    }

    final long inRange(String field, int at, long number) {
        if (number > MAX_NUMBER || number < -MAX_NUMBER) {
            throw outOfRange(path(field, at), number);
        }
        return number;
    }

    private static CodecException outOfRange(String path, long number) {
        return new CodecException(
                Problem.BAD_VALUE,
                path,
                "the number `" + number + "` exceeds 2^53-1, the largest that JSON keeps exactly");
    }

    static CodecException wrongAt(String path, @Nullable Object value, String wanted) {
        String found = switch (value) {
            case null -> "null";
            case String text -> "a text";
            case Long number -> "an integer";
            case Boolean truth -> "a boolean";
            case List<?> list -> "a list";
            case Map<?, ?> fields -> "a map";
            case Object other -> "a value that a record cannot contain";
        };
        return new CodecException(Problem.WRONG_TYPE, path, "expected " + wanted + ", found " + found);
    }
}
