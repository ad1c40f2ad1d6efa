package dev.interlock.engine.decide;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.monitor.CallView;
import java.util.List;

/** Says of findings on a call about a list which of its elements they are about, so that nobody has to search for them. */
final class NamedElements {

    private NamedElements() {}

    static void add(CallView call, List<Finding> findings) {
        if (!call.facts().elements().isEmpty()) {
            findings.replaceAll(
                    finding -> finding.elements().isEmpty() ? finding.about(elements(call, finding)) : finding);
        }
    }

    private static List<Integer> elements(CallView call, Finding finding) {
        if (finding.key().isPresent()) {
            return call.elementsOn(finding.key().get());
        }
        return finding.code() == FindingCode.NOT_EVALUABLE ? call.elementsWithout(finding.detail()) : List.of();
    }
}
