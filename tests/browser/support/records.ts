// Records of nobody: accounts, addresses and names are those kept for documentation.

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type CloudTrailRecord = { [key: string]: Json };

let made = 0;

/** A record of its own id; `more` adds to it and replaces. */
export function record(eventName: string, more: CloudTrailRecord = {}): CloudTrailRecord {
  made += 1;
  const service = String(more.eventSource ?? "elasticmapreduce.amazonaws.com");
  return {
    eventVersion: "1.11",
    userIdentity: role("DataEng", "alice"),
    eventTime: "2026-09-01T10:00:00Z",
    eventSource: service,
    eventName,
    awsRegion: "eu-west-1",
    sourceIPAddress: "192.0.2.10",
    userAgent: "aws-cli/2.30.0",
    requestParameters: null,
    responseElements: null,
    requestID: `00000000-0000-4000-9000-${String(made).padStart(12, "0")}`,
    eventID: `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`,
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "111122223333",
    eventCategory: "Management",
    ...more,
  };
}

export function role(name: string, session: string): CloudTrailRecord {
  return {
    type: "AssumedRole",
    principalId: `AROAEXAMPLEEXAMPLE000:${session}`,
    arn: `arn:aws:sts::111122223333:assumed-role/${name}/${session}`,
    accountId: "111122223333",
    accessKeyId: "ASIAEXAMPLEEXAMPLE00",
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: "AROAEXAMPLEEXAMPLE000",
        arn: `arn:aws:iam::111122223333:role/${name}`,
        accountId: "111122223333",
        userName: name,
      },
      attributes: { creationDate: "2026-09-01T08:00:00Z", mfaAuthenticated: "false" },
    },
  };
}

export function user(userName: string): CloudTrailRecord {
  return {
    type: "IAMUser",
    principalId: "AIDAEXAMPLEEXAMPLE000",
    arn: `arn:aws:iam::111122223333:user/${userName}`,
    accountId: "111122223333",
    accessKeyId: "AKIAEXAMPLEEXAMPLE00",
    userName,
  };
}

/** Five calls to EMR, on one day. */
export function emrRecords(): CloudTrailRecord[] {
  return [
    record("RunJobFlow", {
      requestParameters: { name: "nightly-etl", releaseLabel: "emr-7.1.0", instances: { ec2KeyName: "example-key" } },
      responseElements: { jobFlowId: "j-EXAMPLE00001" },
    }),
    record("TerminateJobFlows", {
      eventTime: "2026-09-01T11:00:00Z",
      userIdentity: user("bob"),
      awsRegion: "us-east-1",
      sourceIPAddress: "198.51.100.7",
      requestParameters: { jobFlowIds: ["j-EXAMPLE00001"] },
    }),
    record("DescribeCluster", {
      eventTime: "2026-09-01T12:00:00Z",
      userAgent: "Boto3/1.40.0",
      errorCode: "AccessDenied",
      errorMessage: "alice is not authorized to perform: elasticmapreduce:DescribeCluster",
      requestParameters: { clusterId: "j-EXAMPLE00002" },
    }),
    record("AddJobFlowSteps", {
      eventTime: "2026-09-01T13:00:00Z",
      userIdentity: {
        ...role("Analyst", "carol@example.com"),
        onBehalfOf: {
          userId: "00000000-aaaa-bbbb-cccc-example00001",
          identityStoreArn: "arn:aws:identitystore::111122223333:identitystore/d-0000000000",
        },
      },
      recipientAccountId: "444455556666",
      requestParameters: { jobFlowId: "j-EXAMPLE00003", steps: [{ hadoopJarStep: { args: ["spark-submit", "job.py"] } }] },
      responseElements: { stepIds: ["s-EXAMPLE00001"] },
    }),
    record("SetTerminationProtection", {
      eventTime: "2026-09-01T14:00:00Z",
      userIdentity: { type: "AWSService", invokedBy: "autoscaling.amazonaws.com" },
      sourceIPAddress: "autoscaling.amazonaws.com",
      requestParameters: { jobFlowIds: ["j-EXAMPLE00003"], terminationProtected: true },
    }),
  ];
}

/** A call that EMR made. */
export function relatedRecord(): CloudTrailRecord {
  return record("RunInstances", {
    eventSource: "ec2.amazonaws.com",
    eventTime: "2026-09-01T10:00:30Z",
    userIdentity: { ...role("EMR_DefaultRole", "CCSSession"), invokedBy: "elasticmapreduce.amazonaws.com" },
    sourceIPAddress: "elasticmapreduce.amazonaws.com",
    requestParameters: { instanceType: "m7g.xlarge" },
  });
}

/** Nothing to do with EMR. */
export function otherRecord(eventName: string, more: CloudTrailRecord = {}): CloudTrailRecord {
  return record(eventName, { eventSource: "kms.amazonaws.com", userIdentity: user("dave"), ...more });
}
