package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which datasets of a wall are told apart. */
class TouchedTest {

    @Test
    void aDatasetIsNoOtherThanItself() {
        assertThat(Touched.differ(3, 3)).isFalse();
        assertThat(Touched.differ(3, 4)).isTrue();
    }

    @Test
    void newOnesDifferFromEachOther() {
        assertThat(Touched.differ(Touched.NEW, Touched.NEW)).isTrue();
    }

    /** Two calls about all have touched two datasets of each class, whichever of them is looked at. */
    @Test
    void allOfThemDifferFromAllOfThem() {
        assertThat(Touched.differ(Touched.ALL, Touched.ALL)).isTrue();
        assertThat(Touched.differ(Touched.ALL, 3)).isTrue();
        assertThat(Touched.differ(3, Touched.ALL)).isTrue();
    }
}
