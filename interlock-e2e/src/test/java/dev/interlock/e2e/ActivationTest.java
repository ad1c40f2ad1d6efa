package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.Answer;
import dev.interlock.demo.Answer.Kind;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Witness;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new bundle is activated while the gateway runs. */
class ActivationTest {

    private static final String PROPOSE = "/v1/bundle/propose";
    private static final String ACTIVATE = "/v1/bundle/activate";

    @TempDir
    Path folder;

    @Test
    void historyIsKeptAndANewRuleSeesIt() throws Exception {
        Path bundle = TestBundles.copyInto(folder.resolve("bundle"));
        Record record;
        try (Stage stage = Stage.open(folder, bundle)) {
            record = stage.record;
            Client clerk = stage.atWork("clerk", "olivia");
            Client payer = stage.atWork("payer", "ina");
            Payable payable = stage.payable(clerk, payer);
            Answer before = clerk.call("release_payment", payable.release());
            stage.record.assertConflict(before, payable, "clerk");
            assertThat(payer.call("release_payment", payable.release()).kind()).isEqualTo(Kind.HELD);
            String digest = bundleOf(stage, before);

            TestBundles.overlay("two-eyes", bundle);
            assertThat(stage.office.post("payer", ACTIVATE, Json.object()).code())
                    .isEqualTo("not-allowed");
            assertThat(stage.office.post("vera", ACTIVATE, Json.object()).code())
                    .isEqualTo("not-in-group");
            assertThat(bundleOf(stage, clerk.call("release_payment", payable.release())))
                    .isEqualTo(digest);
            String next = stage.office
                    .post("adam", PROPOSE, Json.object())
                    .ok()
                    .body()
                    .path("digest")
                    .asText();
            assertThat(bundleOf(stage, clerk.call("release_payment", payable.release())))
                    .isEqualTo(digest);
            assertThat(stage.office
                            .post("adam", ACTIVATE, Json.object().put("digest", next))
                            .code())
                    .isEqualTo("not-independent");
            Office.Said activated = stage.office
                    .post("eve", ACTIVATE, Json.object().put("digest", next))
                    .ok();
            assertThat(activated.body().path("before").asText()).isEqualTo(digest);

            // The creator is denied as before, by the event from before.
            Answer after = clerk.call("release_payment", payable.release());
            stage.record.assertConflict(after, payable, "clerk");
            assertThat(bundleOf(stage, after))
                    .isEqualTo(activated.body().path("digest").asText())
                    .isNotEqualTo(digest);
            // The preparation was no part of any separation when it happened, and is one now.
            long prepared = preparation(stage, payable);
            Answer refused = payer.call("release_payment", payable.release());
            assertThat(refused.kind()).as(refused.text()).isEqualTo(Kind.DENIED);
            assertThat(stage.record.story(refused).call().findings())
                    .filteredOn(f -> f.rule().equals("AP-04"))
                    .singleElement()
                    .satisfies((Finding f) -> {
                        assertThat(f.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
                        assertThat(f.witnesses()).containsExactly(new Witness(prepared, "payment.prepare"));
                    });
            stage.assertUnpaid(payable);
        }
        assertThat(record.verify()).isInstanceOf(Report.Verified.class);
    }

    @Test
    void aBundleWithMistakesLeavesTheRunningOneInForce() throws Exception {
        Path bundle = TestBundles.copyInto(folder.resolve("bundle"));
        try (Stage stage = Stage.open(folder, bundle)) {
            Client clerk = stage.atWork("clerk", "olivia");
            Payable payable = stage.payable(clerk, stage.atWork("booker", "bert"));
            long size = stage.record.size();
            Files.writeString(bundle.resolve("rules/sod.yaml"), "rules:\n  - id: AP-01\n    seperate: {}\n");
            Office.Said refused = stage.office.post("adam", PROPOSE, Json.object());
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.body().path("diagnostics")).isNotEmpty();
            assertThat(stage.record.size()).isEqualTo(size);
            stage.record.assertConflict(clerk.call("release_payment", payable.release()), payable, "clerk");
            stage.assertUnpaid(payable);
        }
    }

    private static String bundleOf(Stage stage, Answer answer) throws Exception {
        return stage.record.story(answer).decided().bundle();
    }

    private static long preparation(Stage stage, Payable payable) throws Exception {
        return stage.record.all().stream()
                .map(Recorded::event)
                .filter(Event.CallSettled.class::isInstance)
                .map(Event.CallSettled.class::cast)
                .filter(settled -> settled.settlement().toString().contains("payment/" + payable.payment()))
                .findFirst()
                .orElseThrow()
                .call();
    }
}
