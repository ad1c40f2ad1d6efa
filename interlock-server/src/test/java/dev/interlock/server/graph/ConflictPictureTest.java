package dev.interlock.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.TaskStory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Stories of calls as pictures: what becomes the ring, and what hangs on it. */
class ConflictPictureTest {

    private static final Key VENDOR = Key.parse("vendor/V-1");
    private static final Key PAYMENT = Key.parse("payment/P-1");

    private static final Finding ONE = finding("AP-01", VENDOR);
    private static final Finding TWO = finding("AP-04", Key.parse("payee/GB29"));

    private static Finding finding(String rule, Key key) {
        return new Finding(
                rule,
                FindingCode.DUTY_CONFLICT,
                Outcome.DENY,
                Optional.of(key),
                Optional.of("chain"),
                List.of(new Witness(2, "vendor.create|vendor.edit")),
                Optional.empty(),
                "");
    }

    private static Actor actor(String name) {
        return Actor.of(Map.of(
                "agent", AttributeValue.known(name),
                "runtime", AttributeValue.known("run-" + name),
                "chain", AttributeValue.known("planner"),
                "model", AttributeValue.known("m")));
    }

    private static CallFacts facts(String tool, String duty, List<Key> objects, List<String> creates) {
        return CallFacts.builder(tool, "sha-256:1", "high")
                .projection(new TreeMap<>(Map.of("args.name", "Shellco")))
                .marks(new TreeSet<>(List.of(duty, "sink/external")))
                .objects(objects)
                .creates(creates)
                .values(new TreeMap<>(Map.of("payee", "GB29")))
                .build();
    }

    private static Recorded at(long number, Event event) {
        return new Recorded(number, 1_000 * number, "sha-256:b", event);
    }

    private static Recorded opened(long number, OptionalLong parent, String agent, String by) {
        AttributeValue none = AttributeValue.notApplicable();
        return at(
                number,
                new Event.TaskOpened(
                        number,
                        parent,
                        agent,
                        by,
                        "settle",
                        "sha-256:i",
                        "Settle",
                        none,
                        none,
                        none,
                        List.of(),
                        9,
                        9,
                        9,
                        false,
                        0,
                        0));
    }

    private static final Recorded TASK = opened(1, OptionalLong.empty(), "planner", "olivia");
    private static final Recorded CREATED = at(
            2,
            new Event.CallReserved(
                    2,
                    1,
                    actor("planner"),
                    facts("erp/create_vendor", "vendor.create", List.of(), List.of("vendor")),
                    List.of(),
                    List.of(),
                    List.of()));
    private static final Recorded SETTLED =
            at(3, new Event.CallSettled(2, new Settlement.Succeeded(List.of(VENDOR)), Optional.empty()));
    private static final Recorded PART = opened(4, OptionalLong.of(1), "helper", "planner");

    private static CallStory denied(List<Finding> findings) {
        return new CallStory(
                at(
                        5,
                        new Event.CallDenied(
                                5,
                                4,
                                actor("helper"),
                                facts("erp/release_payment", "payment.release", List.of(PAYMENT), List.of()),
                                findings)),
                Optional.of(PART),
                Map.of(2L, CREATED),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<TaskStory> tasks() {
        return List.of(new TaskStory(
                TASK,
                Optional.empty(),
                List.of(),
                List.of(new TaskStory.Call(CREATED, Optional.of(SETTLED))),
                List.of(),
                List.of(PART),
                Optional.empty()));
    }

    /** The ring has the two duties, the objects between them, and the attribute. */
    @Test
    void aDenialIsARing() {
        Picture picture = ConflictPicture.of(denied(List.of(ONE)), tasks(), Map.of(), held -> Verdict.WAITS);
        Conflict ring = picture.conflict().orElseThrow();
        assertThat(ring.earlier().call().id()).isEqualTo("c-2");
        assertThat(ring.earlier().duty()).isEqualTo("vendor.create");
        assertThat(ring.later().call().id()).isEqualTo("c-5");
        assertThat(ring.later().duty()).isEqualTo("payment.release");
        assertThat(ring.objects()).containsExactly("vendor/V-1", "payment/P-1");
        assertThat(ring.between()).isEqualTo("vendor/V-1");
        assertThat(ring.bond()).isEqualTo("both in planner's delegation chain");
        assertThat(ring.steps())
                .extracting(Conflict.Step::sentence)
                .containsExactly(
                        "planner did vendor.create.",
                        "payment/P-1 belongs to vendor/V-1.",
                        "helper asked for payment.release.",
                        "helper and planner count as one party.");
        assertThat(ring.steps().getLast().detail())
                .as("two agents of one model are not one party for that")
                .isEqualTo("the same delegation chain");
        assertThat(picture.title()).isEqualTo("Why c-5 was stopped");
        assertThat(picture.card("vendor/V-1").orElseThrow().about()).isEqualTo("Shellco");
    }

    /** Of two conflicts in one story the first is drawn, and the other is told of. */
    @Test
    void theSecondConflictIsToldOf() {
        Picture picture = ConflictPicture.of(denied(List.of(ONE, TWO)), tasks(), Map.of(), held -> Verdict.WAITS);
        Conflict ring = picture.conflict().orElseThrow();
        assertThat(ring.rule()).isEqualTo("AP-01");
        assertThat(ring.also()).containsExactly("AP-04 on payee/GB29");
        assertThat(SvgRenderer.file(Poster.of(picture))).contains("Rule AP-01; also AP-04 on payee/GB29");
    }

    /** A value that a call names is no object that belongs to anything. */
    @Test
    void aValueIsNamed() {
        Conflict ring = ConflictPicture.of(denied(List.of(TWO)), tasks(), Map.of(), held -> Verdict.WAITS)
                .conflict()
                .orElseThrow();
        assertThat(ring.objects()).containsExactly("payee/GB29", "payment/P-1");
        assertThat(ring.join()).isEqualTo("names");
    }

    /** Without the stories of the tasks around there is still the ring, in both sizes. */
    @Test
    void theStoryOfTheCallIsEnough() {
        Picture picture = ConflictPicture.of(denied(List.of(ONE)), List.of(), Map.of(), held -> Verdict.WAITS);
        assertThat(picture.frames()).extracting(Picture.Frame::id).contains("t-1", "t-4");
        assertThat(Overlaps.of(Layout.wide(picture))).isEmpty();
        assertThat(Overlaps.of(Layout.phone(picture))).isEmpty();
    }

    /** A call that was stopped by something else is shown in its task, without a ring. */
    @Test
    void withoutConflictThereIsNoRing() {
        Picture picture = ConflictPicture.of(denied(List.of()), tasks(), Map.of(), held -> Verdict.WAITS);
        assertThat(picture.conflict()).isEmpty();
        assertThat(picture.title()).isEqualTo("c-5 was stopped");
        assertThat(SvgRenderer.page(Layout.wide(picture), Links.NONE, "p"))
                .contains("c-5")
                .doesNotContain("e-clash");
    }

    /** The tasks that the picture asks for are those of the call and of its witnesses. */
    @Test
    void itAsksForTheTasksAround() {
        assertThat(ConflictPicture.tasks(denied(List.of(ONE)))).containsExactly(1L, 4L);
    }
}
