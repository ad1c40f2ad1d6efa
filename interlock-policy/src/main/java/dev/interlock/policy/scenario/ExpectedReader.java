package dev.interlock.policy.scenario;

import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.ReasonCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the expectations of steps. */
final class ExpectedReader {

    private static final Map<String, FindingCode> FINDINGS = byText(FindingCode.values());
    private static final Map<String, RefusalCode> REFUSALS = byText(RefusalCode.values());

    private static final Map<String, Expected.Verdict> VERDICTS = new TreeMap<>(Map.of(
            "permit",
            Expected.Verdict.PERMIT,
            "hold",
            Expected.Verdict.HOLD,
            "deny",
            Expected.Verdict.DENY,
            "withheld",
            Expected.Verdict.WITHHELD));

    private final PolicyBundle.Compiled bundle;
    private final StepNames names;
    private final Diagnostics diagnostics;
    private final Values values;

    ExpectedReader(PolicyBundle.Compiled bundle, StepNames names, Diagnostics diagnostics) {
        this.bundle = bundle;
        this.names = names;
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
    }

    private static <C extends ReasonCode> Map<String, C> byText(C[] codes) {
        Map<String, C> out = new TreeMap<>();
        for (C code : codes) {
            out.put(code.text(), code);
        }
        return out;
    }

    /** Reads the expectation of a step that is done or refused. */
    Expected.OfRequest request(Fields fields) {
        Map<String, Optional<RefusalCode>> choices = new TreeMap<>();
        REFUSALS.forEach((text, code) -> choices.put(text, Optional.of(code)));
        choices.put("done", Optional.empty());
        Optional<Node> node = fields.take("expect");
        return new Expected.OfRequest(
                node.flatMap(n -> values.choice(n, "`expect`", choices)).orElse(Optional.empty()),
                node.map(Node::place).orElse(fields.place()));
    }

    /** Reads the expectation of a call. */
    Expected.OfCall verdict(Fields fields) {
        Optional<Node> node = fields.take("expect");
        Place place = node.map(Node::place).orElse(fields.place());
        if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
            Fields expect = new Fields(mapping, "`expect`", diagnostics);
            Expected.Verdict verdict = expect.require("verdict", "write `permit`, `hold` or `deny`")
                    .flatMap(n -> values.choice(n, "`verdict`", VERDICTS))
                    .orElse(Expected.Verdict.PERMIT);
            Optional<FindingCode> code = expect.take("code").flatMap(n -> values.choice(n, "`code`", FINDINGS));
            Optional<String> rule =
                    expect.take("rule").flatMap(n -> values.text(n, "`rule`")).flatMap(this::rule);
            Optional<String> key =
                    expect.take("key").flatMap(n -> values.text(n, "`key`")).map(Node.Scalar::value);
            Optional<Set<String>> witness = expect.take("witness").map(n -> {
                Set<String> witnesses = new TreeSet<>();
                if (!(n instanceof Node.Sequence list) || !list.items().isEmpty()) {
                    values.texts(n, "a witness").forEach(s -> names.call(s).ifPresent(witnesses::add));
                }
                return witnesses;
            });
            expect.finish();
            return new Expected.OfCall(verdict, code, rule, key, witness, place);
        }
        Expected.Verdict verdict =
                node.flatMap(n -> values.choice(n, "`expect`", VERDICTS)).orElse(Expected.Verdict.PERMIT);
        return new Expected.OfCall(
                verdict, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), place);
    }

    Optional<String> rule(Node.Scalar scalar) {
        return names.reference(
                scalar, bundle.engine().rules().stream().map(r -> r.id()).toList(), "a rule of the bundle");
    }
}
