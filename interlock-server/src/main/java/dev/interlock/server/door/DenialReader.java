package dev.interlock.server.door;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the key {@code mcp} of a configuration. */
public final class DenialReader {

    private static final String REMEDY =
            "write `result`, or an error code: -32001 as in COAZ, or any code outside -32768 to -32000";
    private static final String RESULT = "result";
    private static final Pattern CODE = Pattern.compile("-?[0-9]{1,9}");

    private final Diagnostics diagnostics;

    public DenialReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    public DenialForm read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`mcp`", diagnostics);
        DenialForm form = fields.take("denied").flatMap(this::form).orElse(DenialForm.RESULT);
        fields.finish();
        return form;
    }

    private Optional<DenialForm> form(Node node) {
        if (!(node instanceof Node.Scalar scalar)) {
            diagnostics.error(
                    Check.WRONG_SHAPE, node.place(), "`denied` must be `result` or a code, not " + node.kind(), REMEDY);
            return Optional.empty();
        }
        if (scalar.value().equals(RESULT)) {
            return Optional.of(DenialForm.RESULT);
        }
        if (!CODE.matcher(scalar.value()).matches()) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    scalar.place(),
                    "`denied` must be `result` or a code, not " + Diagnostics.quote(scalar.value()),
                    REMEDY);
            return Optional.empty();
        }
        int code = Integer.parseInt(scalar.value());
        Optional<String> wrong = DenialForm.wrong(code);
        wrong.ifPresent(why -> diagnostics.error(
                Check.BAD_NUMBER, scalar.place(), "the code " + Diagnostics.quote(scalar.value()) + " " + why, REMEDY));
        return wrong.isEmpty() ? Optional.of(new DenialForm(true, code)) : Optional.empty();
    }
}
