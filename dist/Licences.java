import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Prints which library is under which licence, as a table for people, from the list of components. */
class Licences {

    public static void main(String[] arguments) throws IOException {
        JsonNode sbom = new ObjectMapper().readTree(new File(arguments[0]));
        List<String> lines = new ArrayList<>();
        for (JsonNode component : sbom.path("components")) {
            List<String> licences = new ArrayList<>();
            for (JsonNode choice : component.path("licenses")) {
                JsonNode licence = choice.path("license");
                String name = choice.path("expression")
                        .asText(licence.path("id").asText(licence.path("name").asText()));
                String address = licence.path("url").asText();
                licences.add(address.isEmpty() ? name : "[" + name + "](" + address + ")");
            }
            if (licences.isEmpty()) {
                throw new IOException(
                        "no licence is known of " + component.path("purl").asText());
            }
            lines.add("| %s:%s | %s | %s |"
                    .formatted(
                            component.path("group").asText(),
                            component.path("name").asText(),
                            component.path("version").asText(),
                            String.join(", ", licences)));
        }
        System.out.println("# Libraries and their licences");
        System.out.println();
        System.out.println(
                "The texts that a library brings are in the folder of its name. That of Java is in runtime/legal.");
        System.out.println();
        System.out.println("| library | version | licence |");
        System.out.println("|---|---|---|");
        lines.stream().sorted().forEach(System.out::println);
    }
}
