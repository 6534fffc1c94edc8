class ClientError(Exception):
    def __init__(self, response, operation_name):
        super().__init__(response['Error']['Code'])
        self.response = response
        self.operation_name = operation_name
