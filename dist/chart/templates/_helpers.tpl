{{- define "interlock.name" -}}
{{- if contains "interlock" .Release.Name }}{{ .Release.Name | trunc 52 | trimSuffix "-" }}{{ else }}{{ printf "%s-interlock" .Release.Name | trunc 52 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "interlock.selector" -}}
app.kubernetes.io/name: interlock
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "interlock.labels" -}}
{{ include "interlock.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- /* The path of a file of the bundle, as a key of a config map. */ -}}
{{- define "interlock.key" -}}
{{ . | replace "/" "__" }}
{{- end }}

{{- /* A request that the kubelet makes; the server answers under names that it knows. */ -}}
{{- define "interlock.probe" -}}
path: {{ .path }}
port: http
scheme: {{ ternary "HTTPS" "HTTP" .tls }}
httpHeaders:
  - name: Host
    value: localhost
{{- end }}
