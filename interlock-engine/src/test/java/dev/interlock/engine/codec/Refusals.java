package dev.interlock.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.interlock.engine.codec.CodecException.Problem;
import java.util.Map;

/** What tests say about leaves that are read or refused. */
final class Refusals {

    private Refusals() {}

    static void assertRefused(Map<String, Object> leaf, String path, Problem problem) {
        assertThat(refusal(leaf))
                .as("%s at %s", problem, path)
                .isInstanceOfSatisfying(CodecException.class, refusal -> {
                    assertThat(refusal.path()).isEqualTo(path);
                    assertThat(refusal.problem()).isEqualTo(problem);
                    assertThat(refusal).hasMessageStartingWith("`" + path + "`: ");
                });
    }

    /** Read without loss: written again, it is the same leaf. */
    static void assertExact(Map<String, Object> leaf) {
        assertThat(EventCodec.toMap(EventCodec.fromMap(leaf))).isEqualTo(leaf);
    }

    static Throwable refusal(Map<String, Object> leaf) {
        return catchThrowable(() -> EventCodec.fromMap(leaf));
    }
}
