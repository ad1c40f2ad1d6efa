package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A label that is found in an answer is looked at by the rules that it says something to, where the call did not carry it anyway. */
class DeliveredLabelTest {

    private static Rule separate() {
        return new Rule.Separate(
                Desk.head("R"),
                List.of(Set.of("open", "label/offer"), Set.of("pay")),
                "client",
                OptionalLong.empty(),
                1,
                Optional.empty());
    }

    @Test
    void aForbiddenLabelIsWithheldAndOthersAreNot() {
        Desk desk = new Desk(new Rule.Forbid(Desk.head("R"), Set.of("label/secret", "sign"), false));
        assertThat(desk.answered(desk.by("ada/one", "read").on("client/1").open(), "label/offer"))
                .isEmpty();
        assertThat(desk.answered(desk.by("ada/one", "read").on("client/1").open(), "label/offer", "label/secret"))
                .containsExactly("forbidden deny");
    }

    @Test
    void aFoundLabelCountsTogetherWithWhatTheCallDid() {
        Desk desk = new Desk(separate());
        assertThat(desk.answered(desk.by("ada/one", "pay").on("client/1").open(), "label/offer"))
                .containsExactly("duty_conflict deny client/1 by runtime");
        assertThat(desk.answered(desk.by("ada/one", "read").on("client/2").open(), "label/offer"))
                .isEmpty();
        assertThat(desk.by("ada/one", "pay").on("client/2").tried())
                .as("it was delivered")
                .hasSize(1);
    }

    @Test
    void aLabelThatAddsNothingToWhatTheCallDidIsNotLookedAt() {
        Desk desk = new Desk(separate());
        desk.by("ada/one", "pay").on("client/1").done();
        var held = desk.by("ada/one", "open").on("client/1").risk("middle").ask();
        desk.approve(held);
        long call = desk.by("ada/one", "open").on("client/1").risk("middle").open();
        assertThat(desk.answered(call, "label/offer")).isEmpty();
    }
}
