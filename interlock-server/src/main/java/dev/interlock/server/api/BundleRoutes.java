package dev.interlock.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.check.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.words.DiagnosticJson;
import java.io.IOException;
import java.util.List;

/** Activates the configured bundle. */
final class BundleRoutes {

    /** The group of the people who may. */
    static final String ADMINISTRATORS = "administrators";

    private static final System.Logger LOG = System.getLogger(BundleRoutes.class.getName());

    private final Domain domain;
    private final BundleActivator activator;

    BundleRoutes(Domain domain, BundleActivator activator) {
        this.domain = domain;
        this.activator = activator;
    }

    ApiReply activate(Caller caller, Body body) throws Refusal {
        body.finish();
        if (!caller.person()) {
            return Problems.of(403, Code.NOT_ALLOWED.text(), "only a person activates a bundle");
        }
        if (!caller.groups().contains(ADMINISTRATORS)) {
            return Problems.of(
                    403,
                    Code.NOT_IN_GROUP.text(),
                    "`" + caller.name() + "` is not in the group `" + ADMINISTRATORS + "`");
        }
        String before = domain.query(state -> state.bundle().digest());
        try {
            return switch (activator.activate(caller.name())) {
                case PolicyBundle.Compiled compiled -> {
                    ObjectNode done = Json.object()
                            .put("name", compiled.engine().name())
                            .put("digest", compiled.digest())
                            .put("before", before);
                    put(done, compiled.diagnostics());
                    yield ApiReply.of(200, done);
                }
                case PolicyBundle.Rejected rejected -> {
                    ApiReply problem = Problems.of(
                            422,
                            Problems.BUNDLE,
                            "the bundle has " + TextRenderer.summary(rejected.diagnostics())
                                    + ": the running one stays in force");
                    put(problem.body().put("digest", before), rejected.diagnostics());
                    yield problem;
                }
            };
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "a bundle could not be activated", e);
            return Problems.unavailable("the history could not be folded under the bundle: the running one stays");
        }
    }

    private static void put(ObjectNode view, List<Diagnostic> diagnostics) {
        DiagnosticJson.put(view.putArray("diagnostics"), diagnostics);
    }
}
