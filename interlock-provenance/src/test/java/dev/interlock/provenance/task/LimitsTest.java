package dev.interlock.provenance.task;

import static dev.interlock.provenance.task.Desk.DELETE;
import static dev.interlock.provenance.task.Desk.MAIL;
import static dev.interlock.provenance.task.Desk.PAY;
import static dev.interlock.provenance.task.Desk.SEND;
import static dev.interlock.provenance.task.Desk.args;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Beyond its limits a content is not known, and no text makes it cost more than its length. */
class LimitsTest {

    private static List<ResultRecord> records(int n, String path, String text) {
        return IntStream.range(0, n)
                .mapToObj(i -> new ResultRecord(List.of(new ResultField(path, text.replace("#", "" + i)))))
                .toList();
    }

    @Test
    void aHundredThousandDistinctValuesAreKnown() {
        var desk = new Desk("Write");
        desk.content.read(1, MAIL, List.of(), false, records(100_000, "account", "acc-#"));
        assertThat(desk.content.isKnown()).isTrue();
        assertThat(desk.content.sources()).hasSize(100_000);
        assertThat(desk.value(SEND, "to", "acc-99999").origins()).containsExactly(Origin.FIELD);
        assertThat(desk.value(SEND, "to", "acc-100000").origins()).isEmpty();
    }

    @Test
    void tooManyFieldsAreNotKnownAndNotKept() {
        var desk = new Desk("Write");
        List<ResultRecord> many = records(150_000, "body", "b");
        desk.content.read(1, MAIL, List.of(), false, many);
        assertThat(desk.call(SEND).known()).isTrue();
        desk.content.read(2, MAIL, List.of(), false, many);
        assertThat(desk.call(SEND).known()).isFalse();
        desk.content.read(3, MAIL, List.of(), false, many);
        assertThat(desk.content.sources()).hasSize(200_000);
    }

    @Test
    void recordsWithoutContentCostNothing() {
        var desk = new Desk("Write");
        desk.content.read(1, MAIL, List.of(), false, records(300_000, "body", " - "));
        assertThat(desk.content.isKnown()).isTrue();
        assertThat(desk.content.sources()).isEmpty();
    }

    @Test
    void tooManyTokensAreNotKnown() {
        var desk = new Desk("Write");
        String text = "a ".repeat(1 << 20);
        for (int i = 0; i < 4; i++) {
            desk.mail("body", text);
        }
        Provenance facts = desk.call(PAY, "to", "acc-1");
        assertThat(facts.known()).isFalse();
        assertThat(facts.values()).hasSize(1);
    }

    @Test
    void aValueOfWordsThatAreEverywhereMayBeAskedForAnywhere() {
        var desk = new Desk("Read").mail("body", "acc ".repeat(65)).mail("body", "Send the money to the acc");
        assertThat(desk.value(PAY, "to", "acc").request()).isEqualTo(Request.NONE);
        assertThat(desk.value(PAY, "to", "acc acc").request()).isEqualTo(Request.MADE);
    }

    @Test
    void beyondTheLimitEveryShortIdMayBeNamed() {
        String ids = IntStream.range(0, 10_001)
                .mapToObj(i -> "Delete the file id " + Integer.toString(i + 36 * 36, 36) + ". ")
                .collect(Collectors.joining());
        assertThat(new Desk("Read").mail("body", ids).value(DELETE, "id", "zzz").request())
                .isEqualTo(Request.MADE);
    }

    @Test
    void aCallWithTooManyValuesIsNotKnown() {
        String addresses = IntStream.range(0, 100_000)
                .mapToObj(i -> "a" + i + "@x.example ")
                .collect(Collectors.joining());
        var desk = new Desk("Read").mail("body", addresses);
        Provenance facts = desk.call(SEND, "body", addresses);
        assertThat(facts.known()).isFalse();
        assertThat(facts.values()).hasSize(1_000);
        assertThat(desk.call(SEND, "body", addresses.substring(0, 1_000)).known())
                .isTrue();
    }

    @Test
    void aCallWhoseValuesTakeTooManyStepsIsNotKnown() {
        var desk = new Desk("Read");
        desk.content.read(1, MAIL, List.of(), false, records(100_000, "id", "x-1"));
        desk.mail("body", "Delete the file Q");
        assertThat(desk.call(DELETE, "id", "x-1").known()).isTrue();
        List<ArgumentValue> arguments = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            arguments.addAll(args("id", "x-1" + " ".repeat(i)));
        }
        assertThat(desk.assessor.assess(desk.content, DELETE, arguments).known())
                .isFalse();
    }

    @Test
    void linksAreKeptUpToALimit() {
        String links =
                IntStream.range(0, 20_000).mapToObj(i -> "www.x" + i + " ").collect(Collectors.joining());
        var desk = new Desk("Read Quarterly Report").mail("subject", "Quarterly report", "body", links);
        assertThat(desk.content.linkedFrom(desk.content.value("www.x0"), false)).isTrue();
        assertThat(desk.content.linkedFrom(desk.content.value("www.x19999"), false))
                .isFalse();
    }

    @Test
    void quotationsAreFoundWhereTheTextIsKept() {
        String text = "word ".repeat(1 << 17);
        var desk = new Desk("Read")
                .mail("body", text)
                .mail("body", text + "acc-1 ")
                .mail("body", "so acc-2");
        assertThat(desk.value(PAY, "to", "acc-1").source()).contains(new ContentSource(2, "body", 0, ""));
        assertThat(desk.value(PAY, "to", "acc-2").source()).contains(new ContentSource(3, "body", 3, "so acc-2"));
    }

    @Test
    void aTokenOfAMegabyteIsOneValue() {
        String token = "a".repeat(1 << 20);
        var desk = new Desk("Read").mail("body", token);
        assertThat(desk.value(PAY, "to", token).source()).isPresent();
        assertThat(desk.value(PAY, "to", "b" + token).source()).isEmpty();
    }
}
