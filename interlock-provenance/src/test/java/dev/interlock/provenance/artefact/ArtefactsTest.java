package dev.interlock.provenance.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A text is recognised by each quotation of at least {@link Winnowing#GUARANTEED} tokens, and not by what it shares with every text. */
class ArtefactsTest {

    private static final Fingerprints FINGERPRINTS = new Fingerprints(1, 2);
    private static final long UNTRUSTED = 1;

    private static Tokens tokens(List<String> words) {
        return Tokens.of(String.join(" ", words), FINGERPRINTS);
    }

    private static List<String> words(Random random, int n) {
        return IntStream.range(0, n).mapToObj(i -> "w" + random.nextInt(1_000)).collect(Collectors.toList());
    }

    private static void write(Artefacts artefacts, Tokens text, long mask) {
        for (long part : Winnowing.parts(text)) {
            assertThat(artefacts.add(part, Winnowing.run(text.size()), mask)).isNotZero();
        }
    }

    @Test
    void everyQuotationOfTheGuaranteedLengthIsRecognised() {
        var random = new Random(7);
        var artefacts = new Artefacts();
        List<String> written = words(random, 400);
        write(artefacts, tokens(written), UNTRUSTED);
        for (int from = 0; from + Winnowing.GUARANTEED <= written.size(); from++) {
            List<String> text = words(random, 20);
            text.addAll(written.subList(from, from + Winnowing.GUARANTEED));
            text.addAll(words(random, 20));
            assertThat(artefacts.find(tokens(text))).as("from " + from).isEqualTo(UNTRUSTED);
        }
        for (int i = 0; i < 400; i++) {
            assertThat(artefacts.find(tokens(words(random, 100)))).isZero();
        }
    }

    @Test
    void aShortTextIsRecognisedAsAWhole() {
        var artefacts = new Artefacts();
        write(artefacts, tokens(List.of("lead", "lou", "else", "example")), UNTRUSTED);
        assertThat(artefacts.find(tokens(List.of("the", "lead", "lou", "else", "example", "now"))))
                .isEqualTo(UNTRUSTED);
        assertThat(artefacts.find(tokens(List.of("lou", "else", "example")))).isZero();
        assertThat(Winnowing.parts(tokens(List.of("two", "words")))).hasSize(1);
        assertThat(Winnowing.parts(tokens(List.of()))).isEmpty();
    }

    @Test
    void labelsOfTwoWritersAddUp() {
        var artefacts = new Artefacts();
        Tokens text = tokens(words(new Random(1), 8));
        write(artefacts, text, 1);
        write(artefacts, text, 2);
        assertThat(artefacts.find(text)).isEqualTo(3);
    }

    @Test
    void fewPartsOfALongTextAreKept() {
        Tokens text = tokens(words(new Random(3), 10_000));
        assertThat(Winnowing.parts(text).length).isBetween(3_000, 3_700);
    }

    @Test
    void aWriterLeavesRoomForEveryOther() throws NoRoomException {
        var artefacts = new Artefacts(100);
        assertThat(artefacts.missing(parts(0, 50), 0)).isEqualTo(50);
        assertThatThrownBy(() -> artefacts.missing(parts(0, 51), 0)).isInstanceOf(NoRoomException.class);
        parts(0, 50).forEach(part -> artefacts.add(part, Winnowing.RUN, UNTRUSTED));

        assertThatThrownBy(() -> artefacts.missing(parts(50, 51), 50)).isInstanceOf(NoRoomException.class);
        assertThat(artefacts.missing(parts(0, 50), 50))
                .as("what is kept takes no room")
                .isZero();
        assertThat(artefacts.missing(parts(40, 75), 0)).as("of another").isEqualTo(25);
        assertThatThrownBy(() -> artefacts.missing(parts(50, 76), 0)).isInstanceOf(NoRoomException.class);
    }

    private static List<Long> parts(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Test
    void aLabelThatHasNoBitIsUnknown() {
        var bits = new LabelBits(
                IntStream.range(0, LabelBits.MOST).mapToObj(i -> "label/" + i).toList());
        assertThat(bits.of(bits.mask(List.of("label/3"))).labels()).containsExactly("label/3");
        assertThat(bits.of(bits.mask(List.of("label/other"))).known()).isFalse();
    }
}
