package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FileTree;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.DiagnosticJson;
import dev.interlock.server.workbench.BundleReview;
import dev.interlock.server.workbench.SentBundle;
import dev.interlock.server.workbench.Work;
import dev.interlock.server.workbench.Workbench;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What people look at before a bundle is changed: files, stories, the server's folder, and what a proposal would change. */
final class BundleLookRoutes {

    private final Domain domain;
    private final BundleAdministration administration;
    private final Workbench workbench;

    BundleLookRoutes(Domain domain, BundleAdministration administration, Workbench workbench) {
        this.domain = domain;
        this.administration = administration;
        this.workbench = workbench;
    }

    Reply route(Caller caller, RoutedRequest request) throws Refusal {
        return switch (request.path()) {
            case "files" -> {
                request(caller, request).finish();
                yield files();
            }
            case "stories" -> {
                request(caller, request).finish();
                yield stories();
            }
            case "folder" -> {
                request(caller, request).finish();
                yield folder();
            }
            case "diff" -> {
                request(caller, request).finish();
                yield reply(workbench.review().diff(inForce(), proposed()));
            }
            case "backtest" -> backtest(request(caller, request));
            default -> RoutedRequest.nowhere();
        };
    }

    private static Query request(Caller caller, RoutedRequest request) throws Refusal {
        Query query = request.looked();
        People.require(caller, "read the bundle");
        return query;
    }

    private String inForce() {
        return domain.query(state -> state.bundle().digest());
    }

    private String proposed() throws Refusal {
        Optional<State.ProposedBundle> proposed = domain.query(state -> state.proposed());
        return proposed.orElseThrow(
                        () -> Problems.absent("no bundle has been proposed; propose the one in the server's folder"))
                .event()
                .digest();
    }

    private Reply backtest(Query query) throws Refusal {
        int days = query.number("days", 1, BundleReview.MOST_DAYS, 7);
        query.finish();
        return reply(workbench.review().backtest(proposed(), days));
    }

    private static Reply reply(Work.State state) {
        return switch (state) {
            case Work.Running(long done, long of) ->
                Reply.json(
                                202,
                                Json.object()
                                        .put("state", "running")
                                        .put("done", done)
                                        .put("of", of))
                        .with("Retry-After", "1");
            case Work.Done(ObjectNode result) ->
                Reply.json(200, result.deepCopy().put("state", "done"));
            case Work.Failed(String detail) -> Problems.of(422, "review-impossible", detail);
        };
    }

    /** The files of the bundle in force; the text of those that do not fit is left out. */
    private Reply files() throws Refusal {
        FileTree tree = kept(inForce());
        ObjectNode out = workbench.within(() -> {
            ObjectNode view = Json.object();
            ObjectNode files = view.putObject("files");
            int left = SentBundle.MOST_BYTES;
            boolean whole = true;
            for (String path : tree.list().files()) {
                if (files.size() < SentBundle.MOST_FILES
                        && SentBundle.isPath(path)
                        && tree.read(path, left) instanceof FileTree.Bytes(byte[] content)) {
                    left -= content.length;
                    files.put(path, new String(content, StandardCharsets.UTF_8));
                } else {
                    whole = false;
                }
            }
            return view.put("whole", whole);
        });
        out.put("digest", inForce());
        return Reply.json(200, out);
    }

    private FileTree kept(String digest) throws Refusal {
        return administration
                .files(digest)
                .orElseThrow(() -> Problems.absent("the files of the bundle in force are not available"));
    }

    private Reply stories() throws Refusal {
        String digest = inForce();
        FileTree files = kept(digest);
        PolicyBundle.Compiled bundle = workbench
                .within(() -> administration.kept(digest))
                .orElseThrow(() -> Problems.absent("the bundle in force is not available"));
        return Reply.json(200, workbench.stories(digest, bundle, files));
    }

    /** What is in the server's folder at the moment, which is what a proposal proposes. */
    private Reply folder() throws Refusal {
        PolicyBundle bundle = workbench.within(administration::configured);
        ObjectNode out = Json.object();
        if (bundle instanceof PolicyBundle.Compiled compiled) {
            out.put("name", compiled.engine().name())
                    .put("digest", compiled.digest())
                    .put("in_force", compiled.digest().equals(inForce()));
        }
        DiagnosticJson.put(out.putArray("diagnostics"), bundle.diagnostics());
        return Reply.json(200, out.put("ok", bundle instanceof PolicyBundle.Compiled));
    }
}
