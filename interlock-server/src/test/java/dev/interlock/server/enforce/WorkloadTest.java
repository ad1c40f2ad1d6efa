package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.credential.broker.Broker;
import dev.interlock.server.identity.AuthenticatedCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever a call names makes work, and counts against the rate of whoever asks. */
class WorkloadTest {

    private static final String BUNDLE = """
        interlock: v1
        name: lists
        owner: someone@example.com
        independence: {line: [owner]}
        risk: {high: {independence: line, on-conflict: deny, on-missing: hold}}
        objects: {payment: {}}
        server: bank
        tools:
          pay: {duty: pay, on: {payment: 'args.lines[*].id'}}
          pay-to: {duty: pay, on: {payment: args.id}, values: {payee: 'args.lines[*].payee'}}
          sum: {duty: pay, on: {payment: args.id}, amount: {value: 'args.lines[*].amount', unit: EUR}}
        intents: {work: {goal: Work, allow: [pay]}}
        """;

    private static String lines(String element) {
        return IntStream.range(0, 500).mapToObj(element::formatted).collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void whateverAListIsAboutCounts() throws Exception {
        try (Stage stage = Stage.of(BUNDLE)) {
            List<Integer> heard = new ArrayList<>();
            var enforcer = new Enforcer(stage.domain, () -> stage.policy);
            enforcer.count((party, things) -> heard.add(things));
            ToolGate gate = enforcer.forwarding(stage.outcomes, new Broker(stage.domain, List.of(), Map.of()));
            for (String call : List.of(
                    "pay {\"lines\": " + lines("{\"id\": \"%d\"}") + "}",
                    "pay-to {\"id\": \"1\", \"lines\": " + lines("{\"payee\": \"%d\"}") + "}",
                    "sum {\"id\": \"1\", \"lines\": " + lines("{\"amount\": %d}") + "}")) {
                int end = call.indexOf(' ');
                gate.call(
                        new AuthenticatedCaller(Stage.agent("ann", "finance", "work")),
                        Stage.context("bank", call.substring(0, end), call.substring(end + 1)),
                        (receipt, continuation) -> Stage.result("done", "", false));
            }
            assertThat(heard).hasSize(3).allMatch(things -> things >= 500);
        }
    }
}
