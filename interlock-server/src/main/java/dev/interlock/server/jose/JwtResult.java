package dev.interlock.server.jose;

import java.util.Optional;
import java.util.function.Function;

/** The result of reading or checking. */
public sealed interface JwtResult<T> {

    /** A success, with its value. */
    record Ok<T>(T value) implements JwtResult<T> {}

    /**
     * The token is refused.
     *
     * @param message what is wrong and what to do, for whoever sent it: it repeats no claim, no signature and no key
     */
    record Refused<T>(JwtProblem problem, String message) implements JwtResult<T> {}

    static <T> JwtResult<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> JwtResult<T> refused(JwtProblem problem, String message) {
        return new Refused<>(problem, message);
    }

    /** Returns the result of the next step on the value; a refusal stays as it is. */
    default <R> JwtResult<R> then(Function<? super T, JwtResult<R>> next) {
        return switch (this) {
            case Ok<T>(T value) -> next.apply(value);
            case Refused<T>(JwtProblem problem, String message) -> new Refused<>(problem, message);
        };
    }

    /** The value, unless it is refused. */
    default Optional<T> toOptional() {
        return switch (this) {
            case Ok<T>(T value) -> Optional.of(value);
            case Refused<T> refused -> Optional.empty();
        };
    }

    /** The refusal, if it is one. */
    default Optional<Refused<T>> refusal() {
        return switch (this) {
            case Ok<T> ok -> Optional.empty();
            case Refused<T> refused -> Optional.of(refused);
        };
    }
}
