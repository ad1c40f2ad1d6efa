package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which datasets of a wall are told apart, and in which classes a call touches them. */
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

    @Test
    void newOnesAreOfTheElementThatCreatesThemOrOfTheCall() {
        assertThat(Touched.isNew(Touched.NEW)).isTrue();
        assertThat(Touched.isNew(Touched.newOf(0))).isTrue();
        assertThat(Touched.isNew(0)).isFalse();
        assertThat(Touched.isNew(Touched.ALL)).isFalse();
        assertThat(Touched.creatorOf(Touched.NEW)).isEqualTo(-1);
        assertThat(Touched.creatorOf(Touched.newOf(0))).isZero();
        assertThat(Touched.creatorOf(Touched.newOf(41))).isEqualTo(41);
        assertThat(Touched.differ(Touched.newOf(1), Touched.newOf(1))).isTrue();
    }

    private static Touched of(int... pairs) {
        var all = new Touched.Builder();
        for (int i = 0; i < pairs.length; i += 2) {
            all.add(pairs[i], pairs[i + 1], all.size());
        }
        return all.build();
    }

    @Test
    void aDatasetIsInEachOfItsClasses() {
        Touched touched = of(1, 10, 2, 10, 1, 11);

        assertThat(touched.distinctClasses()).containsExactly(1, 2);
        assertThat(touched.in(1)).containsExactly(10, 11);
        assertThat(touched.in(2)).containsExactly(10);
        assertThat(touched.in(3)).isEmpty();
        assertThat(of(1, 10).distinctClasses()).containsExactly(1);
        assertThat(of(1, 10).in(1)).containsExactly(10);
        assertThat(of().distinctClasses()).isEmpty();
        assertThat(of().in(1)).isEmpty();
    }

    @Test
    void aPairThatIsThereIsNotAddedAgain() {
        Touched touched = of(1, 10, 1, 11, 2, 10, 1, 10, 2, 11, 3, 10, 2, 10, 4, 4);

        assertThat(touched).isEqualTo(new Touched(new int[] {1, 1, 2, 2, 3, 4}, new int[] {10, 11, 10, 11, 10, 4}));
        assertThat(of(1, 10).and(touched))
                .isEqualTo(new Touched(new int[] {1, 1, 2, 2, 3, 4}, new int[] {10, 11, 10, 11, 10, 4}));
        assertThat(touched.and(of(9, 9, 1, 11)).distinctClasses()).containsExactly(1, 2, 3, 4, 9);
        assertThat(of(7, 8).and(of()).in(7)).containsExactly(8);
    }

    /** Two calls that each create one have created two; what one of them creates is one, in however many ways it is found. */
    @Test
    void aNewDatasetIsTheSameFromAPlaceOn() {
        var all = new Touched.Builder();
        all.add(1, Touched.NEW, 0);
        all.add(1, Touched.NEW, 0);
        assertThat(all.size()).isEqualTo(1);
        all.add(1, Touched.NEW, 1);
        all.add(1, Touched.NEW, 1);
        assertThat(all.size()).isEqualTo(2);
        all.add(1, Touched.newOf(0), 2);
        all.add(1, Touched.newOf(0), 3);
        assertThat(all.build().in(1)).containsExactly(Touched.NEW, Touched.NEW, Touched.newOf(0));
    }

    @Test
    void manyPairsKeepTheirOrder() {
        var all = new Touched.Builder();
        for (int i = 0; i < 40; i++) {
            all.add(i % 3, i, 0);
        }
        assertThat(all.build().datasets())
                .containsExactly(IntStream.range(0, 40).toArray());
        assertThat(all.build().in(2)).hasSize(13).startsWith(2, 5).endsWith(38);
    }

    @Test
    void theyAreReadAsTheyWereWrittenAndAreEqualByWhatTheyHold() throws IOException {
        Touched touched = of(1, 10, 2, 11);
        var bytes = new ByteArrayOutputStream();
        touched.write(new DataOutputStream(bytes));

        Touched again = Touched.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(again).isEqualTo(touched).hasSameHashCodeAs(touched).hasToString("[1, 2][10, 11]");
        assertThat(of(1, 10, 2, 12)).isNotEqualTo(touched).doesNotHaveSameHashCodeAs(touched);
        assertThat(of(1, 10, 3, 11)).isNotEqualTo(touched).doesNotHaveSameHashCodeAs(touched);
    }
}
