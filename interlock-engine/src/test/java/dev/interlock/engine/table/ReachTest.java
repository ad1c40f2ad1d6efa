package dev.interlock.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Key;
import org.junit.jupiter.api.Test;

class ReachTest {

    private static Key folder(int number) {
        return new Key("folder", Integer.toString(number));
    }

    @Test
    void aChainMayBeAsLongAsAnAgentMakesIt() {
        var keys = new KeyTable();
        int length = 50_000;
        for (int i = 0; i < length; i++) {
            keys.intern(folder(i));
        }
        for (int i = 1; i < length; i++) {
            keys.relate(i, i - 1);
        }
        assertThat(Reach.from(folder(length - 1), length - 1, keys))
                .hasSize(length)
                .startsWith(folder(length - 1), folder(length - 2))
                .endsWith(folder(0));
    }

    @Test
    void circlesEndAndOrderIsThatOfRecording() {
        var keys = new KeyTable();
        for (int i = 0; i < 5; i++) {
            keys.intern(folder(i));
        }
        keys.relate(0, 1);
        keys.relate(0, 3);
        keys.relate(1, 2);
        keys.relate(2, 0);
        keys.relate(3, 2);
        keys.relate(3, 4);
        assertThat(Reach.from(folder(0), 0, keys))
                .containsExactly(folder(0), folder(1), folder(2), folder(3), folder(4));
        assertThat(Reach.from(folder(9), KeyTable.ABSENT, keys)).containsExactly(folder(9));
    }

    @Test
    void whatIsBelowIsFoundWithoutLookingUpFromEverywhere() {
        var keys = new KeyTable();
        int length = 50_000;
        for (int i = 0; i < length; i++) {
            keys.intern(folder(i));
        }
        for (int i = 1; i < length - 1; i++) {
            keys.relate(i, i - 1);
        }
        assertThat(Reach.below(0, keys)).hasSize(length - 1);
        assertThat(Reach.below(length - 3, keys)).containsExactly(length - 3, length - 2);
        assertThat(Reach.below(length - 1, keys)).containsExactly(length - 1);
    }
}
