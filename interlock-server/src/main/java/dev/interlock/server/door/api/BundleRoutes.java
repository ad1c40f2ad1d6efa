package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.MergedObjects;
import dev.interlock.server.door.api.view.Times;
import dev.interlock.server.door.api.view.Unanswered;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.DiagnosticJson;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.workbench.SentBundle;
import dev.interlock.server.workbench.Workbench;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Shows, proposes and activates bundles. */
final class BundleRoutes implements Routes {

    private static final System.Logger LOG = System.getLogger(BundleRoutes.class.getName());
    private static final int MAX_DIGEST = 100;
    private static final String FILES = "files";

    private final Roles roles;
    private final Predicate<Caller> proposers;
    private final Domain domain;
    private final BundleAdministration administration;

    private final BundleLookRoutes looks;

    /** @param proposers finds the agents that may propose bundles */
    BundleRoutes(
            Domain domain,
            BundleAdministration administration,
            Workbench workbench,
            Roles roles,
            Predicate<Caller> proposers) {
        this.roles = roles;
        this.proposers = proposers;
        this.domain = domain;
        this.administration = administration;
        this.looks = new BundleLookRoutes(domain, administration, workbench);
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.path()) {
            case "" -> {
                request.looked().finish();
                yield show(caller);
            }
            case "propose" -> propose(caller, request.posted());
            case "activate" -> activate(caller, request.posted());
            default -> looks.route(caller, request);
        };
    }

    /** Shows the bundle in force, and the proposed one. */
    Reply show(Caller caller) {
        if (!caller.person()) {
            return Problems.of(403, RefusalCode.NOT_ALLOWED.text(), "only people may read the bundle");
        }
        return domain.query(state -> {
            ObjectNode view = Json.object()
                    .put("name", state.bundle().name())
                    .put("digest", state.bundle().digest())
                    .put("rules", state.bundle().rules().size())
                    .put("intents", state.bundle().intents().size())
                    .put("single_administrator", administration.singleAdministrator());
            state.proposed().ifPresent(proposed -> {
                ObjectNode shown = view.putObject("proposed");
                put(shown, proposed);
                mayActivate(shown, caller, state, proposed.event().digest());
            });
            return Reply.json(200, view);
        });
    }

    /** Puts whether the reader may activate what is proposed, decided as the activation is. */
    private void mayActivate(ObjectNode view, Caller caller, State state, String digest) {
        Optional<String> because = refused(caller, "activate")
                .map(reply -> reply.tree().path("detail").asText());
        if (because.isEmpty()
                && Decider.decide(
                                        state,
                                        new Command.ActivateBundle(
                                                caller, digest, administration.singleAdministrator()),
                                        domain.now())
                                .answer()
                        instanceof Answer.Refused refused) {
            because = Optional.of(refused.message());
        }
        view.put("may", because.isEmpty());
        because.ifPresent(why -> view.put("because", why));
    }

    private static void put(ObjectNode view, State.ProposedBundle proposed) {
        view.put("number", proposed.event().proposal())
                .put("name", proposed.event().name())
                .put("digest", proposed.event().digest())
                .put("by", proposed.event().by().name())
                .put("at", Times.of(proposed.timeMillis()));
    }

    Reply propose(Caller caller, Body body) throws Refusal {
        Optional<Reply> refused = proposers.test(caller) ? Optional.empty() : refused(caller, "propose");
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<String> digest = body.text("digest", MAX_DIGEST);
        Optional<ObjectNode> sent = body.has(FILES) ? Optional.of(body.object(FILES)) : Optional.empty();
        body.finish();
        if (sent.isEmpty() && !caller.person()) {
            throw Refusal.invalid(List.of(new Refusal.Flaw(
                    "/" + FILES,
                    "an agent must send the files that it proposes; it cannot propose the server's folder")));
        }
        String before = before();
        try {
            Reply reply = reply(
                    sent.isPresent()
                            ? administration.propose(caller, SentBundle.of(FILES, sent.get()), digest)
                            : administration.propose(caller, digest),
                    before);
            if (!caller.person()) {
                reply.tree().remove(List.of("unanswered", "ids")); // the record is not an agent's to read
            }
            return reply;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "a bundle could not be proposed", e);
            return Problems.unavailable(
                    "the bundle could not be stored, or the history could not be read; nothing was changed");
        }
    }

    Reply activate(Caller caller, Body body) throws Refusal {
        Optional<Reply> refused = refused(caller, "activate");
        if (refused.isPresent()) {
            return refused.get();
        }
        String digest = body.required("digest", MAX_DIGEST);
        body.finish();
        String before = before();
        Optional<State.ProposedBundle> proposed = domain.query(state -> state.proposed());
        try {
            Reply reply = reply(administration.activate(caller, digest), before);
            proposed.filter(p -> reply.status() < 400)
                    .ifPresent(p -> reply.tree()
                            .put("proposed_by", p.event().by().name())
                            .put("activated_by", caller.name()));
            return reply;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "a bundle could not be activated", e);
            return Problems.unavailable(
                    "the history could not be replayed under the bundle; the bundle in force is unchanged");
        }
    }

    private String before() {
        return domain.query(state -> state.bundle().digest());
    }

    private Optional<Reply> refused(Caller caller, String what) {
        if (!caller.person()) {
            return Optional.of(
                    Problems.of(403, RefusalCode.NOT_ALLOWED.text(), "only people may " + what + " a bundle"));
        }
        return roles.notAdministering(caller).map(why -> Problems.of(403, RefusalCode.NOT_IN_GROUP.text(), why));
    }

    private Reply reply(BundleAdministration.Outcome outcome, String before) throws IOException {
        return switch (outcome) {
            case BundleAdministration.Absent(String detail) ->
                Problems.refused(new Answer.Refused(RefusalCode.PROPOSAL_UNKNOWN, detail));
            case BundleAdministration.Rejected(PolicyBundle.Rejected rejected) -> {
                Reply problem = Problems.of(
                        422,
                        Problems.BUNDLE,
                        "the bundle has " + TextRenderer.summary(rejected.diagnostics())
                                + "; the bundle in force is unchanged");
                put(problem.tree().put("digest", before), rejected.diagnostics());
                yield problem;
            }
            case BundleAdministration.Decided decided ->
                switch (decided.answer()) {
                    case Answer.Refused refused -> Problems.refused(refused);
                    case Answer.Done done -> done(decided.bundle(), done.number(), before);
                    case Answer.Verdict verdict -> throw new IllegalStateException("a bundle is not a call");
                };
        };
    }

    private Reply done(PolicyBundle.Compiled bundle, long proposal, String before) throws IOException {
        ObjectNode done = Json.object()
                .put("name", bundle.engine().name())
                .put("digest", bundle.digest())
                .put("before", before)
                .put("proposal", proposal)
                .put("single_administrator", administration.singleAdministrator());
        put(done, bundle.diagnostics());
        ArrayNode unanswered = done.putArray("unanswered");
        for (Unanswered.Count count :
                Unanswered.under(bundle, domain.history(), domain.ledger().size())) {
            unanswered
                    .addObject()
                    .put("kind", count.kind())
                    .put("name", count.name())
                    .put("calls", count.calls())
                    .put("text", count.text());
        }
        put(
                done,
                bundle,
                MergedObjects.under(
                        bundle.engine(), domain.history(), domain.ledger().size()));
        return Reply.json(200, done);
    }

    /** Adds what becomes of objects that are recorded under other spellings than the bundle's. */
    private static void put(ObjectNode done, PolicyBundle.Compiled bundle, MergedObjects.Report report) {
        if (report.isEmpty()) {
            return;
        }
        ObjectNode ids = done.putObject("ids");
        ids.put("merged_all", report.all()).put("unnamed_all", report.allUnnamed());
        ArrayNode merged = ids.putArray("merged");
        report.merged().forEach((object, spellings) -> {
            ArrayNode others =
                    merged.addObject().put("object", object.toString()).putArray("spellings");
            spellings.forEach(spelling -> others.add(spelling.toString()));
        });
        ArrayNode unnamed = ids.putArray("unnamed");
        report.unnamed().forEach(object -> unnamed.add(object.toString()));
        ArrayNode lost = ids.putArray("lost");
        report.lost()
                .forEach((duty, calls) -> lost.addObject()
                        .put("duty", duty)
                        .put("calls", calls)
                        .put(
                                "text",
                                calls + (calls == 1 ? " past call" : " past calls") + " with the duty `" + duty
                                        + "` on objects that are now spelled differently, so they meet no"
                                        + " requirement there"));
        LinkRoutes.put(ids.putArray("latent"), report.latent(), new FindingWords(bundle.engine()));
    }

    private static void put(ObjectNode view, List<Diagnostic> diagnostics) {
        DiagnosticJson.put(view.putArray("diagnostics"), diagnostics);
    }
}
