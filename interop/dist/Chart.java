import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * Renders the Helm chart by Helm itself, and validates what comes out against the schemas of Kubernetes. Arguments: the folder of the chart, one
 * with a gateway that `interlock init` made, and one to write to. Prints a line for each check, which interop/run counts.
 */
class Chart {

    private static final String MODELS = "io.kubernetes.client.openapi.models.V1";
    private static final Gson GSON = new Gson();

    private final Path chart;
    private final Path scratch;
    private final String server;
    private final Map<String, Object> bundle = new LinkedHashMap<>();

    private Chart(Path chart, Path gateway, Path scratch) throws Exception {
        this.chart = chart;
        this.scratch = scratch;
        server = Files.readString(gateway.resolve("interlock-server.yaml"))
                .replaceAll("(?m)^data: .*", "data: /var/lib/interlock/data")
                .replaceAll("(?m)^listen: .*", "listen: 0.0.0.0:7420\nhosts: [interlock]");
        try (var files = Files.walk(gateway.resolve("bundle"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                bundle.put(gateway.resolve("bundle").relativize(file).toString(), Files.readString(file));
            }
        }
    }

    public static void main(String[] args) throws Exception {
        new Chart(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])).run();
        System.exit(0);
    }

    private void run() {
        check("chart: what it renders is what Kubernetes takes", () -> valid(render(Map.of())));
        check("chart: so it is with every value set", () -> valid(render(everything())));
        check("chart: the schemas would tell a field that is none", () -> {
            List<JsonObject> rendered = render(Map.of());
            JsonObject spec = of(rendered, "StatefulSet").getAsJsonObject("spec");
            spec.getAsJsonObject("template").getAsJsonObject("spec").addProperty("securityContex", "typo");
            expect(refusal(() -> valid(rendered)).contains("securityContex"), "it was taken");
        });
        check("chart: the pod has no rights, and writes to its volume alone", this::hardened);
        check("chart: a network policy lets nobody else in, and the server out to nothing but DNS", () -> {
            JsonObject spec = of(render(Map.of()), "NetworkPolicy").getAsJsonObject("spec");
            expect(spec.getAsJsonArray("policyTypes").size() == 2, "not both ways");
            expect(spec.getAsJsonArray("egress").size() == 1, "more than DNS");
        });
        check("chart: a volume of one's own takes the place of the claim", () -> {
            JsonObject spec = of(render(Map.of("persistence", Map.of("existingClaim", "mine"))), "StatefulSet")
                    .getAsJsonObject("spec");
            expect(!spec.has("volumeClaimTemplates"), "there is a claim, too");
        });
        wrong("an unknown key", Map.of("replicas", 3), "replicas");
        wrong("a size without a unit", Map.of("persistence", Map.of("size", "2")), "size");
        wrong("a port as a word", Map.of("service", Map.of("port", "http")), "port");
        wrong("no limit of memory", Map.of("resources", Map.of("limits", nothing("memory"))), "memory");
        wrong("a secret that is no name", Map.of("secret", "My Secret"), "secret");
        wrong("a path out of the bundle", Map.of("bundle", Map.of("../x.yaml", "")), "x.yaml");
        wrong("no configuration", Map.of("server", ""), "--set-file server");
        wrong(
                "a configuration that listens inside alone",
                Map.of("server", server.replace("0.0.0.0", "127.0.0.1")),
                "listen");
        wrong("a configuration on another port", Map.of("service", Map.of("port", 8080)), "port of the service");
        wrong("a record that is lost", Map.of("server", server.replace("/var/lib/interlock/", "")), "data");
    }

    private void wrong(String what, Map<String, Object> values, String told) {
        check("chart: " + what + " is told", () -> {
            String said = refusal(() -> render(values));
            expect(said.contains(told), said);
        });
    }

    private void hardened() throws Exception {
        JsonObject pod = of(render(Map.of()), "StatefulSet")
                .getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec");
        JsonObject user = pod.getAsJsonObject("securityContext");
        expect(user.get("runAsNonRoot").getAsBoolean(), "it may run as root");
        expect(!pod.get("automountServiceAccountToken").getAsBoolean(), "it gets a token of the cluster");
        JsonObject container = pod.getAsJsonArray("containers").get(0).getAsJsonObject();
        JsonObject rights = container.getAsJsonObject("securityContext");
        expect(rights.get("readOnlyRootFilesystem").getAsBoolean(), "its root can be written");
        expect(!rights.get("allowPrivilegeEscalation").getAsBoolean(), "it may gain rights");
        expect(
                rights.getAsJsonObject("capabilities")
                        .getAsJsonArray("drop")
                        .get(0)
                        .getAsString()
                        .equals("ALL"),
                "capabilities");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            expect(container.has(probe), "no " + probe);
        }
    }

    private static Map<String, Object> everything() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(
                "image",
                Map.of("repository", "registry.example.com/interlock", "tag", "1.2.3", "pullSecrets", List.of("pull")));
        values.put("secret", "keys");
        values.put("environmentSecret", "variables");
        values.put("javaOptions", "-Xmx1g");
        values.put("service", Map.of("type", "LoadBalancer"));
        values.put("persistence", Map.of("size", "10Gi", "storageClass", "fast"));
        values.put(
                "networkPolicy",
                Map.of(
                        "clients", List.of(Map.of("podSelector", Map.of("matchLabels", Map.of("app", "agent")))),
                        "upstreams", List.of(Map.of("ports", List.of(Map.of("port", 443, "protocol", "TCP"))))));
        values.put(
                "resources",
                Map.of("requests", Map.of("cpu", 1, "memory", "1Gi"), "limits", Map.of("cpu", "2", "memory", "2Gi")));
        values.put("serviceAccount", Map.of("annotations", Map.of("example.com/role", "interlock")));
        values.put("podAnnotations", Map.of("example.com/team", "controls"));
        values.put("nodeSelector", Map.of("disk", "ssd"));
        values.put("tolerations", List.of(Map.of("key", "dedicated", "operator", "Exists")));
        values.put("affinity", Map.of("nodeAffinity", Map.of()));
        return values;
    }

    private List<JsonObject> render(Map<String, Object> values) throws Exception {
        TemplateCommand template = new Helm(chart)
                .template()
                .withName("interlock")
                .withNamespace("agents")
                .withKubeVersion("1.34.0");
        String rendered = template.withValuesFile(values(values)).call();
        List<JsonObject> objects = new ArrayList<>();
        for (Object document : new Yaml().loadAll(rendered)) {
            if (document != null) {
                objects.add(GSON.toJsonTree(document).getAsJsonObject());
            }
        }
        return objects;
    }

    private Path values(Map<String, Object> changed) throws Exception {
        Map<String, Object> values = new LinkedHashMap<>(Map.of("server", server, "bundle", bundle));
        values.putAll(changed);
        return Files.writeString(Files.createTempFile(scratch, "values", ".yaml"), new Yaml().dump(values));
    }

    /** Asks the class that the client of Kubernetes has for each object, which was generated from its schema. */
    private static void valid(List<JsonObject> objects) throws Exception {
        expect(objects.size() == 5, objects.size() + " objects");
        for (JsonObject object : objects) {
            try {
                Class.forName(MODELS + object.get("kind").getAsString())
                        .getMethod("validateJsonElement", JsonElement.class)
                        .invoke(null, object);
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(e.getCause().getMessage());
            }
        }
    }

    private static JsonObject of(List<JsonObject> objects, String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").getAsString().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> nothing(String key) {
        Map<String, Object> nothing = new LinkedHashMap<>();
        nothing.put(key, null);
        return nothing;
    }

    private static String refusal(Check refused) throws Exception {
        try {
            refused.run();
        } catch (IllegalStateException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("it was taken");
    }

    private interface Check {
        void run() throws Exception;
    }

    private static void check(String what, Check check) {
        try {
            check.run();
            System.out.println("pass " + what);
        } catch (Exception | AssertionError e) {
            System.out.println("fail " + what + ": " + String.valueOf(e).replace('\n', ' '));
        }
    }

    private static void expect(boolean truth, String why) {
        if (!truth) {
            throw new AssertionError(why);
        }
    }
}
