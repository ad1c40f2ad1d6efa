package dev.interlock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer.Kind;
import dev.interlock.server.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoryTest {
    private final StringWriter told = new StringWriter();
    private final Story story = new Story(new PrintWriter(told), 8);

    @Test
    void tellsACallInTwoLinesAndCounts() {
        story.scene("1. Ordinary work");
        story.note("mara opens a task for clerk");
        story.call(
                "clerk",
                Json.object().put("name", "Acme").put("iban", "DE89370400440532013000"),
                answer("create_vendor", Kind.DONE, Json.object().put("vendor_id", "V-1001"), decision("c-1")));
        story.call(
                "clerk",
                Json.object().put("payment_id", "P-9001"),
                answer(
                        "release_payment",
                        Kind.DENIED,
                        Json.object(),
                        decision("c-2").put("message", "whoever creates a vendor does not pay it.")));
        story.call(
                "payer",
                Json.object(),
                answer(
                        "release_payment",
                        Kind.HELD,
                        Json.object(),
                        decision("c-3").put("message", "needs an approval.")));
        story.call("payer", Json.object(), answer("get_vendor", Kind.FAILED, Json.object(), Json.object()));
        story.call("payer", Json.object(), answer("get_vendor", Kind.REJECTED, Json.object(), Json.object()));
        story.end("verified");
        assertThat(told.toString().lines())
                .containsExactly(
                        "",
                        "1. Ordinary work",
                        "  mara opens a task for clerk",
                        "  clerk     create_vendor(name=Acme, iban=DE89370400440532013000)",
                        "            -> permitted c-1   vendor_id=V-1001",
                        "  clerk     release_payment(payment_id=P-9001)",
                        "            -> DENIED    c-2   CODE: whoever creates a vendor does not pay it.",
                        "  payer     release_payment()",
                        "            -> HELD      c-3   CODE: needs an approval.",
                        "  payer     get_vendor()",
                        "            -> permitted       the tool refused: said",
                        "  payer     get_vendor()",
                        "            -> rejected        said",
                        "",
                        "demo: 2 permitted, 1 held, 1 denied; ledger verified");
    }

    private static ObjectNode decision(String call) {
        return Json.object().put("call", call);
    }

    private static Answer answer(String tool, Kind kind, ObjectNode structured, ObjectNode decision) {
        return new Answer(tool, kind, Optional.of("CODE"), Optional.empty(), "said", structured, decision);
    }
}
